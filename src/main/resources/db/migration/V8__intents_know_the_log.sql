-- The number of the latest event when the intent was written. An event of the same group with a higher number was
-- written later, by whichever node and whatever its clock says. A node of the previous version leaves 0: all are later.
alter table event_intents add column after_event bigint default 0 not null;
update event_intents set after_event =
    (select coalesce(max(e.number), 0) from events e where e.created_at < event_intents.created_at);
