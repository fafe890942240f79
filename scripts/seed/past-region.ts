/**
 * One region of the past: the product's own owners on its real database, with the story's clock, luck and provider. Whatever a
 * story leaves behind was written by the code that writes it on a busy day.
 */
import type { Mailer } from '../../server/ports/mailer';
import { stripePaymentProvider } from '../../server/ports/stripe-payment-provider';
import type { WakeUp } from '../../server/ports/wake-up';
import type { Region } from '../../server/domain/region';
import { salesConsumer } from '../../server/services/message-consumers';
import { Notifier } from '../../server/services/notifier';
import { OrderOwner } from '../../server/services/order-owner';
import { PaymentReceiver } from '../../server/services/payment-receiver';
import { checkoutStore } from '../../server/stores/checkouts';
import { deliveryStore } from '../../server/stores/deliveries';
import { evidenceStore } from '../../server/stores/evidence-rows';
import { mailStore } from '../../server/stores/mails';
import { orderStore } from '../../server/stores/orders';
import { paymentOperationStore } from '../../server/stores/payment-operations';
import { fencedTryStore } from '../../server/stores/fenced-tries';
import { salesStore } from '../../server/stores/sales';
import { shardStore } from '../../server/stores/shards';
import type { Sql } from '../../server/stores/sql';
import { RecordedTimes, recordingEvidence, recordingOperations, recordingOrders } from './recording-stores';
import type { SandboxAddress, SandboxPast } from './sandbox-past';
import { StoryClock } from './story-clock';
import { StoryProvider } from './story-provider';
import { StoryRandom } from './story-random';

const NOBODY_WAITS: WakeUp = { hint: () => undefined, listen: () => () => undefined };
/** A story says whether its mail arrived; nothing is sent. */
const NOBODY_IS_MAILED: Mailer = { send: async () => ({ kind: 'failed', error: 'the past' }) };
/** Longer than a start takes: the leases are given back at once. */
const LEASE_MS = 5_000;

export async function openPastRegion(region: Region, sql: Sql, past: SandboxPast, address: SandboxAddress) {
  const clock = new StoryClock();
  const random = new StoryRandom(region === 'east' ? 42 : 43);
  const times = new RecordedTimes();
  const stripe = stripePaymentProvider({ ...address, webhookSecrets: [address.webhookSecret] });
  const provider = new StoryProvider(stripe, past, clock);
  const mails = mailStore(sql);
  const orders = recordingOrders(orderStore(sql), times);
  const operations = recordingOperations(paymentOperationStore(sql), times);
  const evidence = recordingEvidence(evidenceStore(sql), times, clock);
  const deliveries = deliveryStore(sql);
  const base = { region, clock, random, wakeUp: NOBODY_WAITS };
  const notifier = new Notifier({ clock, mails, mailer: NOBODY_IS_MAILED });
  return {
    ...base,
    sql,
    times,
    provider,
    mails,
    orders,
    operations,
    evidence,
    notifier,
    verify: stripe.verify,
    checkouts: checkoutStore(sql),
    held: await currentEpochs(region, sql),
    receiver: new PaymentReceiver({ ...base, provider, operations, settleTimeMs: SETTLE_MS }),
    owner: new OrderOwner({ ...base, orders, deliveries, fenced: fencedTryStore(sql) }),
    sales: salesConsumer(salesStore(sql), clock),
  };
}

/** The past had the product's ordinary settle time, whatever this start is set to. */
const SETTLE_MS = 15 * 60_000;

export type PastRegion = Awaited<ReturnType<typeof openPastRegion>>;

/** The epochs to decide under. A shard that nobody ever held is taken once, as its first worker would. */
async function currentEpochs(region: Region, sql: Sql): Promise<ReadonlyMap<number, number>> {
  const shards = shardStore(sql);
  const mine = (await shards.list()).filter((row) => row.region === region);
  if (mine.some((row) => row.epoch === 0)) {
    const holder = `seed-${region}-${process.pid}`;
    await shards.take(region, holder, LEASE_MS, mine.length);
    await shards.release(holder);
  }
  const rows = await shards.list();
  return new Map(rows.filter((row) => row.region === region).map((row) => [row.shard, row.epoch]));
}
