/**
 * A worker process that stops itself (SIGSTOP) at one step of a decision, as a machine may stop it: told over stdin at which, it takes
 * its lease, decides, stops there, and goes on when somebody continues it. It tells what it did as one line of JSON.
 */
import { createInterface } from 'node:readline';
import { systemClock } from '../../server/ports/clock';
import { systemRandom as random } from '../../server/ports/random';
import { OrderOwner } from '../../server/services/order-owner';
import { ShardKeeper } from '../../server/services/shard-keeper';
import { deliveryStore } from '../../server/stores/deliveries';
import { fencedTryStore } from '../../server/stores/fenced-tries';
import { orderStore } from '../../server/stores/orders';
import { shardStore } from '../../server/stores/shards';
import { connect } from '../../server/stores/sql';
import type { PauseStep } from './pause-steps';

const [url = '', region = 'east', offsetMs = '0'] = process.argv.slice(2);
const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + Number(offsetMs) };
const sql = connect(url, 2);
const shards = shardStore(sql);
let armed: PauseStep | null = null;

/** Here the process stands still, if this is the step; what follows runs after SIGCONT. */
function step(name: PauseStep): void {
  if (armed !== name) return;
  armed = null;
  process.stdout.write(`${JSON.stringify({ at: name })}\n`);
  process.kill(process.pid, 'SIGSTOP');
}

const around = <T extends object>(store: T, method: keyof T & string, before: PauseStep, after: PauseStep): T => ({
  ...store,
  [method]: async (...input: unknown[]) => {
    step(before);
    const answer = await (store[method] as (...input: unknown[]) => Promise<unknown>)(...input);
    step(after);
    return answer;
  },
});

const keeper = new ShardKeeper({ region, holder: `pausing-${process.pid}`, clock, shards });
const owner = new OrderOwner({
  region,
  clock,
  random,
  orders: around(orderStore(sql), 'decide', 'before_decide', 'after_decide'),
  deliveries: around(deliveryStore(sql), 'forOwner', 'before_read', 'after_read'),
  fenced: fencedTryStore(sql),
  wakeUp: { hint: () => undefined, listen: () => () => undefined },
});

createInterface({ input: process.stdin }).on('line', (line) => void decide(line as PauseStep));

async function decide(at: PauseStep): Promise<void> {
  await keeper.keep();
  const held = keeper.held();
  armed = at;
  step('with_lease');
  const { decided, fenced } = await owner.decideQueued(held);
  step('after_all');
  keeper.lost(fenced);
  process.stdout.write(`${JSON.stringify({ decided, fenced: fenced.length, held: held.size })}\n`);
}

process.stdout.write('{"ready":true}\n');
