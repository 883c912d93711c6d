-- The secret that a webhook had before the present one, encrypted alike. It signs beside that one until then.
alter table webhooks add column retired_secret varchar(2048);
alter table webhooks add column retired_until bigint;
