-- One set of migrations for H2 and PostgreSQL: plain types, epoch milliseconds, keys minted by the gateway.

create table sessions (
    id                varchar(128) primary key,
    organization_id   varchar(255) not null,
    label             varchar(255),
    engine            varchar(64)  not null,
    engine_session    varchar(255),
    status            varchar(16)  not null,
    phone_number      varchar(32),
    wa_jid            varchar(64),
    wa_lid            varchar(64),
    created_at        bigint       not null,
    updated_at        bigint       not null,
    last_connected_at bigint,
    -- A deleted session keeps its row, so that provisioning does not bring it back.
    deleted_at        bigint
);

create index sessions_by_organization on sessions (organization_id, id);

create table api_keys (
    id              varchar(26)  primary key,
    organization_id varchar(255) not null,
    name            varchar(255) not null,
    secret_sha256   varchar(64)  not null unique,
    -- Comma-separated: read, send, manage; may be empty.
    capabilities    varchar(64)  not null,
    created_at      bigint       not null,
    expires_at      bigint,
    -- A revoked key keeps its row, so that provisioning does not bring it back.
    revoked_at      bigint
);

create index api_keys_by_name on api_keys (organization_id, name);

-- Nodes that start together provision one after the other: each locks this row first.
create table provisioning (
    id integer primary key
);

insert into provisioning (id) values (1);
