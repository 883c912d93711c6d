-- Who waits to be let into a group, as a read of the account showed it last: user JIDs and LIDs, with commas between them.
-- Null: no read did. What the first one shows is knowledge, and no event.
alter table whatsapp_groups add column waiting varchar(80000);
-- When the response came that was stored last.
alter table whatsapp_groups add column waiting_read_at bigint default 0 not null;
