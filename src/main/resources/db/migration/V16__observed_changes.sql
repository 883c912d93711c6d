-- What a difference between a read and the stored rows means. A node of the previous version leaves the defaults, so that
-- what it stores is told by nobody, and never wrongly.

-- Whether a complete list of the members has been stored for the session's account: a difference is then a change, and
-- before it is only knowledge.
alter table whatsapp_groups add column members_known boolean default false not null;
-- When the response came that was stored last. Of two reads that overlap, nobody knows which one is newer.
alter table whatsapp_groups add column read_ended_at bigint default 0 not null;

-- The account of which a complete list of groups has been stored; empty: an account without a name. A group that a later
-- list has is new to that account.
alter table session_syncs add column known_account varchar(64);

-- Changes that the gateway asked for, whose outcome it could not find out. If the group shows one within a few minutes, it
-- was that call's.
create table unknown_outcomes (
    id              varchar(26)    primary key,
    organization_id varchar(255)   not null,
    session_id      varchar(128)   not null,
    -- Null: the call was to create or to join a group
    group_jid       varchar(64),
    actor           varchar(512)   not null,
    request_id      varchar(128)   not null,
    operation_id    varchar(255),
    -- JSON, as in event_intents
    intended_change varchar(200000) not null,
    ended_at        bigint         not null
);

create index unknown_outcomes_by_group on unknown_outcomes (organization_id, group_jid);
create index unknown_outcomes_by_time on unknown_outcomes (ended_at);
