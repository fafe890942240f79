/**
 * Messages from one region's outbox to the other one's inbox over a bus that is killed, wiped and made to carry everything twice and in
 * any order. The effect is a row that counts; the witness counts what never came and what came twice.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BusMessage, MOST_BUS_MESSAGES } from '@/server/domain/bus-message';
import type { Bus, Handled, HandledById } from '@/server/ports/bus';
import { systemRandom as random } from '@/server/ports/random';
import { PeerMessenger } from '../peer-messenger';
import { movedClock } from './moved-clock';
import { peerMessageStore } from '@/server/stores/peer-messages';
import type { GivenStore } from '@/server/stores/testing/given-store';

export interface BusTrial {
  readonly sender: GivenStore;
  readonly receiver: GivenStore;
  /** East's and west's. */
  readonly buses: { readonly east: Bus; readonly west: Bus };
  readonly count: number;
  /** How often the handler fails, and how often it says "later". */
  readonly trouble: { readonly failRate: number; readonly laterRate: number };
  /** Called as messages are acted on; what it does to the transport is the trial. */
  onProgress(acted: number): Promise<'nothing' | 'lost' | 'restarted'>;
}

export interface TrialResult {
  readonly messages: number;
  readonly lost: number;
  readonly effectsTwice: number;
  /** Deliveries to the handler beyond one for each message. */
  readonly redelivered: number;
  readonly leftInQueue: number;
  readonly tookMs: number;
}

/** As their writer publishes them. So many are enough to see that it does; a million would take longer than carrying them. */
const PUBLISHED_ONE_BY_ONE = 20_000;

/** Longer than the messenger waits to hear of a message in transit. */
const IN_TRANSIT_OVER_MS = 31_000;

export async function runBusTrial(trial: BusTrial): Promise<TrialResult> {
  const { buses, count, receiver, sender } = trial;
  await receiver.owner('create table public.effects (message_id text primary key, times integer not null)');
  await receiver.owner('grant select, insert, update on public.effects to evident_app');
  const messages = peerMessageStore(sender.sql, 'east');
  const clock = movedClock();
  const first = Math.min(count, PUBLISHED_ONE_BY_ONE);
  for (let made = 0; made < first; made += MOST_BUS_MESSAGES)
    await messages.publish(
      Array.from({ length: Math.min(MOST_BUS_MESSAGES, first - made) }, () => messageOf(clock.nowMs())),
      clock.nowMs(),
    );
  await publishAlike(sender, count - first);
  let [delivered, acted] = [0, 0];
  const stop = buses.west.subscribe({
    topic: 'orders',
    durableName: 'trial',
    concurrency: 400,
    async handle(batch) {
      delivered += batch.length;
      const { failRate, laterRate } = trial.trouble;
      if (Math.random() < failRate) throw new Error('the database is away');
      const handled = new Map<string, Handled>();
      const now: BusMessage[] = [];
      for (const message of batch)
        if (Math.random() < laterRate) handled.set(message.messageId, { kind: 'later', delayMs: 10, why: 'not now' });
        else now.push(message);
      acted += await actOn(receiver, now);
      for (const { messageId } of now) handled.set(messageId, { kind: 'acted_on' });
      return handled satisfies HandledById;
    },
  });
  const messenger = new PeerMessenger({
    region: 'east',
    clock,
    random,
    bus: buses.east,
    messages,
    deliveries: sender.deliveries,
    // every order of the trial is the receiver's
    atHome: { receive: async () => new Map() },
  });
  const begunMs = performance.now();
  let told = -1;
  while ((await leftIn(sender)) > 0) {
    const carried = await messenger.carry();
    if (acted !== told) {
      told = acted;
      // what was lost is missed when its time is over, not before
      if ((await trial.onProgress(acted)) !== 'nothing') clock.advance(IN_TRANSIT_OVER_MS);
    } else if (carried === 0) {
      await sleep(10);
      clock.advance(200);
    }
  }
  stop();
  messenger.close();
  const [counted] = await receiver.app(
    'select count(*)::int as there, count(*) filter (where times > 1)::int as twice from public.effects',
  );
  return {
    messages: count,
    lost: count - counted.there,
    effectsTwice: counted.twice,
    redelivered: delivered - count,
    leftInQueue: await leftIn(sender),
    tookMs: Math.round(performance.now() - begunMs),
  };
}

/** By the queue's own index: the table's first pages are full of what has left. */
async function leftIn(sender: GivenStore): Promise<number> {
  const left = `select 1 from messaging.deliveries where consumer = 'region:west' order by position limit 1`;
  return (await sender.app(left)).length;
}

/** The rest as the database makes them: what is tried is how they are carried. */
async function publishAlike(sender: GivenStore, count: number): Promise<void> {
  if (count <= 0) return;
  await sender.app(
    `with made as (
       insert into messaging.outbox (order_id, message_id, schema, schema_version, region, payload)
       select 'ord_' || id, 'told:' || id, 'customer_told', 1, 'east', '{"told_at_ms": 1}'
       from (select gen_random_uuid()::text as id from generate_series(1, $1)) n returning order_id, message_id
     )
     insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before)
     select order_id, message_id, 'region:west', 0, now() - interval '1 day' from made`,
    [count],
  );
}

/** The effect and the memory of it, in one statement; as every consumer of ours does it. */
async function actOn(receiver: GivenStore, messages: readonly BusMessage[]): Promise<number> {
  const acted = await receiver.sql.rows<{ message_id: string }>(
    'trial_act_on',
    `with once as (
       insert into messaging.inbox (order_id, consumer, message_id) select o, 'trial', m from unnest($1::text[], $2::text[]) as n(o, m)
       order by o on conflict do nothing returning message_id
     )
     insert into public.effects (message_id, times) select message_id, 1 from once
     on conflict (message_id) do update set times = effects.times + 1 returning message_id`,
    [messages.map(({ orderId }) => orderId), messages.map(({ messageId }) => messageId)],
  );
  return acted.length;
}

function messageOf(recordedAtMs: number): BusMessage {
  const id = randomUUID();
  return {
    messageId: `told:${id}`,
    orderId: `ord_${id}`,
    schema: 'customer_told',
    schemaVersion: 1,
    paymentOperation: null,
    requestId: null,
    traceId: null,
    region: 'east',
    recordedAtMs,
    payload: { told_at_ms: recordedAtMs },
  };
}
