-- Keys that all nodes have in common and that no operator has to know.
create table shared_secrets (
    name   varchar(64) primary key,
    -- 32 bytes, base64
    secret varchar(64) not null
);
