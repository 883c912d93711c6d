-- The last id of an organisation's stored groups and members. Callers see these ids.
create table organization_ids (
    organization_id varchar(255) primary key,
    last            bigint       not null
);

insert into organization_ids (organization_id, last)
    select s.organization_id, greatest(coalesce(max(g.id), 0), coalesce(max(m.id), 0))
    from sessions s
    left join (select session_id, max(id) as id from whatsapp_groups group by session_id) g on g.session_id = s.id
    left join (select session_id, max(id) as id from group_members group by session_id) m on m.session_id = s.id
    group by s.organization_id;
