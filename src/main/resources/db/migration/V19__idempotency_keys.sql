-- Calls with an Idempotency-Key of the last day, and the answers that their repetitions get.
create table idempotency_keys (
    -- SHA-256 of the caller, the key and the path, in hexadecimal
    id              varchar(64)  primary key,
    organization_id varchar(255) not null,
    -- SHA-256 of the body, in hexadecimal
    body_sha256     varchar(64)  not null,
    -- Of the call that has claimed the row
    request_id      varchar(128) not null,
    -- A ULID: only the call that has drawn it changes the row
    claim           varchar(26)  not null,
    created_at      bigint       not null,
    -- The call's node renews it; if it has expired without a status, the node died
    lease_until     bigint       not null,
    -- Of the answer; null: there is none yet
    status          integer,
    -- Compressed, encrypted by the key itself, base64; null: there is none, or it was too long
    answer          varchar(100000)
);

create index idempotency_keys_by_time on idempotency_keys (created_at);
create index idempotency_keys_by_organization on idempotency_keys (organization_id, created_at);
