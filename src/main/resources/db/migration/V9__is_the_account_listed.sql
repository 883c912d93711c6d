-- Whether the account's groups have been listed since the account came. Only then an empty list is no knowledge: before it,
-- the stored groups may be those of the account before. Old rows are of accounts that have been listed, or soon are.
alter table session_syncs add column listed boolean default true not null;
