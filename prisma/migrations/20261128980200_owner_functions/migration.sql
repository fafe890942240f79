-- A function that runs as the owner of the tables may be called by everybody unless it says otherwise, and most did not: the role that
-- only reads could take a shard from its region, close it or clear its records. They are the app's alone.
-- beside the running build: it calls them as the app's role, to which they are granted
revoke execute on function
  orders.take_shard(integer, text, text, integer),
  orders.step_down(integer, text, text, integer),
  orders.begin_hand_over(text, integer, text, text, text, text),
  orders.drain_shard(text),
  orders.close_shard(text),
  orders.ask_accept(text, integer, integer),
  orders.accept_was_refused(text, text),
  orders.was_accepted(text, integer),
  orders.reopen_shard(text, boolean),
  orders.clear_shard(text, integer),
  orders.prepare_shard(text, integer, text, text, text, text),
  orders.keep_carried(text, json),
  orders.drop_shard(text, integer, text, text),
  orders.accept_shard(text, integer, integer, text),
  orders.accept_shard(text, integer, integer, text, timestamptz),
  orders.forget_carried(integer)
from public;

grant execute on function
  orders.take_shard(integer, text, text, integer),
  orders.step_down(integer, text, text, integer),
  orders.begin_hand_over(text, integer, text, text, text, text),
  orders.drain_shard(text),
  orders.close_shard(text),
  orders.ask_accept(text, integer, integer),
  orders.accept_was_refused(text, text),
  orders.was_accepted(text, integer),
  orders.reopen_shard(text, boolean),
  orders.clear_shard(text, integer),
  orders.prepare_shard(text, integer, text, text, text, text),
  orders.keep_carried(text, json),
  orders.drop_shard(text, integer, text, text),
  orders.accept_shard(text, integer, integer, text),
  orders.accept_shard(text, integer, integer, text, timestamptz),
  orders.forget_carried(integer)
to evident_app;
