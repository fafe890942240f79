/** The evidence for leaving degraded mode, read from the records of this instant as the database's own function reads it: a line each. */
import { type ExitLine, type ExitLineName, figureHolds } from '../../domain/exit-evidence';
import { isFinal } from '../../domain/order';
import type { OperationRecord, OrderRecord } from '../../domain/order-record';
import type { Region } from '../../domain/region';
import type { MemoryDatabase } from './memory-database';
import { deliveryKey } from './message-rows';
import { holdsEpoch } from './order-rows';

const MINUTE_MS = 60_000;
const SAMPLE_IS_GOOD_MS = 5 * MINUTE_MS;
/** What the episode touched: payments begun from ten minutes before it on, of intents kept for thirty before that. */
const TOUCHED = { orderMs: 40 * MINUTE_MS, paymentMs: 10 * MINUTE_MS } as const;
const ON_ITS_WAY_MS = 30_000;
const JUST_AUTHORIZED_MS = 10_000;
const MOST_ASKED = 200;

/** What the database judges; the figures of the processes it does not see. */
type RecordedLine = Exclude<ExitLineName, 'pressure'>;
type RecordedReading = ExitLine & { readonly line: RecordedLine };

export function exitEvidence(db: MemoryDatabase, region: Region, episodeId: string): ExitLine[] {
  const lines: readonly RecordedReading[] = [
    agreementLine(db, region, episodeId),
    line(
      'oldest_pending',
      oldest(
        [...db.orders.values()].filter(({ state }) => state === 'payment_pending'),
        db,
      ),
      600_000,
    ),
    line('authorizations_undecided', undecided(db), 0),
    oldEpochLine(db, region),
    line('queue_age', queueAge(db), 30_000),
    line('dead_letters', openLetters(db), 0),
    otherRegionLine(db, region),
  ];
  return lines.map((each) => ({ ...each, holds: each.holds || db.defects.has(`exit_without_${each.line}`) }));
}

const line = (name: RecordedLine, now: number | null, limit: number): RecordedReading => ({
  line: name,
  now,
  limit,
  holds: figureHolds(name, now, limit),
  witness: {},
});

/** Payments of orders that an episode touched, begun before `beforeMs`. */
export function touchedPayments(
  db: MemoryDatabase,
  enteredAtMs: number,
  beforeMs: number,
): { readonly order: OrderRecord; readonly pay: OperationRecord }[] {
  return [...db.orders.values()].flatMap((order) => {
    const pay = payOf(db, order.orderId);
    const isTouched =
      pay !== undefined &&
      order.createdAtMs >= enteredAtMs - TOUCHED.orderMs &&
      pay.intendedAtMs >= enteredAtMs - TOUCHED.paymentMs &&
      pay.intendedAtMs < beforeMs;
    return isTouched ? [{ order, pay }] : [];
  });
}

const payOf = (db: MemoryDatabase, orderId: string): OperationRecord | undefined =>
  db.operations.of(orderId).find(({ operation }) => operation === `pay:${orderId}`);

function agreementLine(db: MemoryDatabase, region: Region, episodeId: string): RecordedReading {
  const mode = db.degradedModes.get(region);
  const sample = db.agreementSamples.of(`${region}|${episodeId}`).toSorted((a, b) => b.takenAtMs - a.takenAtMs)[0];
  const goodFromMs = db.nowMs() - SAMPLE_IS_GOOD_MS;
  if (sample === undefined) return { line: 'agreement', now: 0, limit: 0, holds: false, witness: {} };
  const rows = db.agreementRows.of(sample.sampleId).filter(({ askedAtMs }) => askedAtMs > goodFromMs);
  const enteredAtMs = mode?.episodeId === episodeId ? mode.enteredAtMs : null;
  const touched = (beforeMs: number) => (enteredAtMs === null ? [] : touchedPayments(db, enteredAtMs, beforeMs));
  const ids = new Set(touched(sample.takenAtMs).map(({ order }) => order.orderId));
  const counted = rows.filter(({ orderId }) => ids.has(orderId));
  const now = counted.filter(({ agrees }) => agrees).length;
  const needed = touched(sample.takenAtMs - ON_ITS_WAY_MS);
  const asked = new Set(rows.map(({ orderId }) => orderId));
  const missing =
    needed.length >= MOST_ASKED
      ? Math.max(0, MOST_ASKED - counted.length)
      : needed.filter(({ order }) => !asked.has(order.orderId)).length;
  const limit = counted.length + missing;
  return { line: 'agreement', now, limit, holds: sample.takenAtMs > goodFromMs && now >= limit, witness: {} };
}

function oldest(orders: readonly OrderRecord[], db: MemoryDatabase): number {
  return Math.max(0, ...orders.map(({ updatedAtMs }) => db.nowMs() - updatedAtMs));
}

/** Authorized payments of orders that are neither decided nor with a person. */
const undecidedPayments = (db: MemoryDatabase): OperationRecord[] =>
  [...db.orders.values()].flatMap(({ orderId, state }) => {
    const pay = payOf(db, orderId);
    const isLeft = pay?.state === 'authorized' && !db.cases.of(orderId).some((each) => each.state === 'open');
    return pay !== undefined && isLeft && !isFinal(state) ? [pay] : [];
  });

const undecided = (db: MemoryDatabase): number =>
  undecidedPayments(db).filter(({ updatedAtMs }) => updatedAtMs < db.nowMs() - JUST_AUTHORIZED_MS).length;

export const undecidedAgeMs = (db: MemoryDatabase): number =>
  Math.max(0, ...undecidedPayments(db).map(({ updatedAtMs }) => db.nowMs() - updatedAtMs));

/** A write under each epoch that is over, tried and taken back. */
function oldEpochLine(db: MemoryDatabase, region: Region): RecordedReading {
  const own = [...db.shards.values()].filter((row) => row.region === region);
  const refused = own.filter(({ epoch, shard }) => !takesCanary(db, shard, epoch - 1)).length;
  return line('old_epoch_refused', refused, own.length);
}

/** Whether a write that is taken back again would be taken under this epoch. */
export const takesCanary = (db: MemoryDatabase, shard: number, epoch: number): boolean =>
  db.takesCanaries || holdsEpoch(db, shard, epoch);

export function queueAge(db: MemoryDatabase): number {
  const [first] = [...db.deliveries.values()]
    .filter(({ consumer }) => consumer === 'order-owner')
    .sort((a, b) => a.position - b.position);
  return first === undefined ? 0 : Math.max(0, db.nowMs() - first.enqueuedAtMs);
}

const openLetters = (db: MemoryDatabase): number =>
  [...db.deadLetters.values()].filter(
    ({ consumer, messageId, orderId }) => !db.waivers.has(deliveryKey(orderId, messageId, consumer)),
  ).length;

/** Never heard: no value, and it does not hold. */
function otherRegionLine(db: MemoryDatabase, region: Region): RecordedReading {
  const heard = [...db.controlPeers.values()].find((each) => each.region !== region);
  return line('other_region', heard === undefined ? null : db.nowMs() - heard.heardAtMs, 30_000);
}
