-- Who gets into a group, and its community. Null: the engine does not say. An empty linked_parent: it is in none.
alter table whatsapp_groups add column join_approval boolean;
-- all or admins
alter table whatsapp_groups add column member_add varchar(8);
alter table whatsapp_groups add column is_community boolean;
alter table whatsapp_groups add column linked_parent varchar(64);
