-- A click on many messages (all dead letters that match, a replay of a window) names no order, so it went with none in a hand-over: sent
-- again afterwards, it put a message that was parked anew into its queue once more. Each order's share of it now goes with the order.
-- Expand only: earlier clicks left no share, since one is repeated within minutes.

-- Written by the statement that puts the order's messages into their queues.
create table operations.click_shares (
  order_id text not null,
  -- the click's own id
  operation_id text not null,
  action text not null,
  at timestamptz(3) not null default clock_timestamp(),
  constraint click_shares_pkey primary key (order_id, operation_id)
);

-- whether a click did anything to an order that is here now
create index click_shares_operation_id_idx on operations.click_shares (operation_id);

create trigger click_shares_append_only before update or delete on operations.click_shares for each row execute function orders.refuse_change();
create trigger click_shares_no_truncate before truncate on operations.click_shares for each statement execute function orders.refuse_change();
create trigger click_shares_closed before insert on operations.click_shares for each row execute function orders.refuse_when_closed();

insert into orders.carried_tables (position, name) values (200, 'operations.click_shares');

grant select on operations.click_shares to evident_app, evident_readonly;
grant insert on operations.click_shares to evident_app;
