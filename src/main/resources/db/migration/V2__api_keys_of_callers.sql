-- Keys that callers make stand beside those that the configuration declares; until now all were declared.
alter table api_keys add column provisioned boolean default true not null;

-- The name of a key that a caller made, until it is revoked: no two of an organisation at once have the same.
alter table api_keys add column taken_name varchar(255);

alter table api_keys add column last_used_at bigint;

create unique index api_keys_by_taken_name on api_keys (organization_id, taken_name);

create index api_keys_by_organization on api_keys (organization_id, id);
