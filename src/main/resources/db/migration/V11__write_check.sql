-- What the readiness check writes, so that a database that can only be read is not called healthy.
create table write_check (
    id         integer primary key,
    checked_at bigint  not null
);

insert into write_check (id, checked_at) values (1, 0);
