-- What a key may reach, and what a webhook may tell: ids of sessions and JIDs of groups, with commas between them. Null: all.
alter table api_keys add column scope_sessions varchar(16384);
alter table api_keys add column scope_groups varchar(8192);
alter table webhooks add column scope_sessions varchar(16384);
alter table webhooks add column scope_groups varchar(8192);
