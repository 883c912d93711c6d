-- The secret that a webhook had before the present one, encrypted alike. It signs beside that one until then.
alter table webhooks add column retired_secret varchar(2048);
alter table webhooks add column retired_until bigint;

-- JSON: what the engine waits for while a passkey is required; else null.
alter table sessions add column status_details varchar(16384);
