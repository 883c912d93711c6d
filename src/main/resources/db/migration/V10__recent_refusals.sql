-- Refusals that the event log got lately, so that no node tells the same one again. Rows of over a minute ago go.
create table recent_refusals (
    event_id    varchar(64) primary key,
    -- SHA-256 of what the same refusals have in common, in hexadecimal
    fingerprint varchar(64) not null,
    created_at  bigint      not null
);

create index recent_refusals_by_fingerprint on recent_refusals (fingerprint, created_at);
create index recent_refusals_by_time on recent_refusals (created_at);
