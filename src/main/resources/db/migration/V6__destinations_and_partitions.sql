-- Standard terms: events go to destinations, and partitions split the relay's work.
alter table deliveries rename column outlet to destination;
alter table deliveries rename column part to partition;
alter table webhook_queues rename column outlet to destination;
alter table relay_parts rename to relay_partitions;
alter table relay_partitions rename column part to partition;
alter index deliveries_by_outlet rename to deliveries_by_destination;
alter table event_intents rename column wanted to intended_change;
alter table event_intents rename column settle_at to recover_at;
