-- The account whose groups were listed last; empty: an account without a name. Only of that account an empty list is no
-- knowledge: the stored groups of any other are those of the account before. A node of the previous version never writes it.
alter table session_syncs add column listed_account varchar(64);
update session_syncs set listed_account = coalesce(account, '') where groups_total is not null;
