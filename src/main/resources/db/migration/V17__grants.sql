-- Rights for a time: members whom the gateway demotes when the time is over.
create table member_grants (
    -- A ULID
    id              varchar(26)  primary key,
    organization_id varchar(255) not null,
    session_id      varchar(128) not null,
    group_jid       varchar(64)  not null,
    -- The member by the name that the call used, and by those that are known: the user JID, the LID or both
    member          varchar(128) not null,
    jid             varchar(64),
    lid             varchar(64),
    granted_by      varchar(512) not null,
    created_at      bigint       not null,
    -- When it was asked for, last: a demotion that was asked for before does not end it
    asked_at        bigint       not null,
    ends_at         bigint       not null,
    -- active, ended, failed or revoked
    state           varchar(8)   not null,
    -- When a node looks at it: at its end, later if that attempt fails, or when the claim of a node expires
    due_at          bigint       not null,
    -- Until then a node may be asking WhatsApp to demote the member; null: none is
    acting_until    bigint,
    -- Null: it is active
    ended_at        bigint
);

create index member_grants_by_due on member_grants (state, due_at);
create index member_grants_by_group on member_grants (session_id, group_jid, id);
create index member_grants_by_organization on member_grants (organization_id, state, group_jid);
create index member_grants_by_end on member_grants (ended_at);
