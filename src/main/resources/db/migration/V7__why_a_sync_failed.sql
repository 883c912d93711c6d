-- Why the last refresh of a session's groups failed; null if it did not.
alter table session_syncs add column error varchar(255);
