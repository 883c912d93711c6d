-- Up to where the events of an organisation have their deliveries to its webhooks. Every organisation that has had a
-- webhook has a row.
create table webhook_cursors (
    organization_id varchar(255) primary key,
    -- The position of the last event that has them. Whoever writes more holds the row.
    position        bigint not null,
    -- So many more may be written before somebody counts how many are pending; negative: nobody writes until then.
    room            bigint not null
);

-- Until now deliveries were written together with the positions.
insert into webhook_cursors (organization_id, position, room)
    select distinct w.organization_id, p.last, 0 from webhooks w, event_positions p where p.id = 1;
