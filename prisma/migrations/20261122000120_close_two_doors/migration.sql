-- Two things that the house promised to refuse and did not, each found by a test that tried it.

-- A transition named its shard itself, and the fence looked at that shard: a writer whose shard was taken from it could still move
-- an order under the epoch of any other shard. Now a transition stands on its order's own shard: the chain of transitions keeps
-- one shard, and the order row, whose shard is never rewritten, hangs on it.
alter table orders.orders drop constraint orders_state_fkey;
alter table orders.transitions drop constraint transitions_continue_fkey;
alter table orders.transitions drop constraint transitions_state_key;
alter table orders.transitions add constraint transitions_state_key unique (order_id, version, to_state, shard);
alter table orders.transitions add constraint transitions_continue_fkey foreign key (order_id, from_version, from_state, shard)
  references orders.transitions (order_id, version, to_state, shard);
alter table orders.orders add constraint orders_state_fkey foreign key (order_id, version, state, shard)
  references orders.transitions (order_id, version, to_state, shard);

-- An operation could be moved to another order, whose amount is another: the amount is checked when it is written, so what it is
-- checked against must stand.
drop trigger operations_keep_identity on payments.operations;
create trigger operations_keep_identity before update on payments.operations
  for each row when (old.order_id <> new.order_id or old.operation <> new.operation or old.kind <> new.kind
    or old.amount_minor <> new.amount_minor or old.currency <> new.currency or old.intended_at <> new.intended_at)
  execute function payments.refuse_identity_change();

-- LIKE reads the underscore of `ord_…` as any character: a void could be named after an order that is not its own.
alter table payments.operations drop constraint operations_name_check;
alter table payments.operations add constraint operations_name_check check (
  case kind
    when 'authorize' then operation = 'pay:' || order_id
    when 'capture' then operation = 'capture:' || order_id
    when 'void' then starts_with(operation, 'void:' || order_id || ':')
    else starts_with(operation, 'refund:' || order_id || ':')
  end
);
