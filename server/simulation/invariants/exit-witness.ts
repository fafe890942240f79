/** What is missing of the evidence for a step out of degraded mode, as the witness sees it: line by line, its own rule, its own reading. */
import type { Region } from '../../domain/ids';
import type { OperationRecord } from '../../domain/order-record';
import type { ModeRow } from '../memory/degraded-rows';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Witnesses } from './witnesses';

const MINUTE_MS = 60_000;
/** Clocks of processes are off by less, and a statement takes its time. */
const SLACK_MS = 1_000;
const CANARY_IS_GOOD_MS = 90_000;
const SAMPLE_IS_GOOD_MS = 5 * MINUTE_MS;
const TOUCHED_MS = 10 * MINUTE_MS;
const ON_ITS_WAY_MS = 30_000;
const OLDEST_PENDING_MS = 10 * MINUTE_MS;
const UNDECIDED_MS = 10_000;
const QUEUE_MS = 30_000;
const UNHEARD_MS = 30_000;
/** As long as a figure is over its limit before it counts, and is noticed. */
const NOTICED_MS = 10_000;
/** As long as work may lie that nobody is kept from. */
const LEFT_LYING_MS = 60_000;
const HAPPENED_NOT: readonly string[] = ['intended', 'unknown', 'declined', 'never_accepted'];

export function* exitWitness(
  witnesses: Witnesses,
  region: Region,
  before: ModeRow,
  after: ModeRow,
  authorizedAtMs: ReadonlyMap<string, number>,
): Generator<string> {
  const db = witnesses.databases[region];
  const nowMs = witnesses.nowMs();
  yield* agreement(witnesses, db, before);
  yield* orders(db, nowMs, authorizedAtMs);
  const canary = db.epochCanaries.of(region).at(-1);
  const isRefused = canary?.refused === true && nowMs - canary.atMs < CANARY_IS_GOOD_MS;
  const ownsNone = [...db.shards.values()].every((row) => row.region !== region);
  // the database tries for itself, and writes nothing down
  const isRead = after.changedBy !== 'past the desk';
  if (db.takesCanaries) yield 'a write under an old epoch is taken';
  if (isRead && !ownsNone && !isRefused) yield 'no write under an old epoch was tried and refused';
  for (const { consumer, enqueuedAtMs, orderId } of db.deliveries.values())
    if (consumer === 'order-owner' && nowMs - enqueuedAtMs > QUEUE_MS + SLACK_MS) yield `a message of ${orderId} waits`;
  for (const { orderId } of db.deadLetters.values()) yield `a message of ${orderId} is dead`;
  const heard = [...db.controlPeers.values()].find((each) => each.region !== region);
  if (heard === undefined || nowMs - heard.heardAtMs > UNHEARD_MS + SLACK_MS) yield 'the other region is not heard';
  yield* pressure(witnesses, db, region, before, after);
  if (isRead) yield* leftLying(db, nowMs);
}

/** Each payment that the episode touched was asked for, and the provider's ledger says what our record says. */
function* agreement({ ledger, nowMs }: Witnesses, db: MemoryDatabase, before: ModeRow): Generator<string> {
  const { enteredAtMs, episodeId, region } = before;
  const sample = db.agreementSamples
    .of(`${region}|${episodeId}`)
    .toSorted((a, b) => a.takenAtMs - b.takenAtMs)
    .at(-1);
  if (sample === undefined || nowMs() - sample.takenAtMs > SAMPLE_IS_GOOD_MS + SLACK_MS)
    return yield 'no sample of agreement';
  const asked = new Set(db.agreementRows.of(sample.sampleId).flatMap((row) => (row.agrees ? [row.orderId] : [])));
  for (const { orderId } of db.orders.values()) {
    const pay = payOf(db, orderId);
    if (pay === undefined || pay.intendedAtMs < (enteredAtMs ?? 0) - TOUCHED_MS + SLACK_MS) continue;
    if (pay.intendedAtMs >= sample.takenAtMs - ON_ITS_WAY_MS - SLACK_MS) continue;
    if (!asked.has(orderId)) yield `nobody asked the provider about ${orderId}`;
    const standing = ledger.standing(orderId).filter(({ atMs }) => atMs < sample.takenAtMs - SLACK_MS);
    if (HAPPENED_NOT.includes(pay.state) && standing.length > 0)
      yield `the provider holds money for ${orderId}, which is ${pay.state} here`;
  }
}

function* orders(db: MemoryDatabase, nowMs: number, authorizedAtMs: ReadonlyMap<string, number>): Generator<string> {
  for (const { orderId, state, updatedAtMs } of db.orders.values()) {
    if (state === 'order_confirmed' || state === 'failed_safely') continue;
    if (state === 'payment_pending' && nowMs - updatedAtMs > OLDEST_PENDING_MS + SLACK_MS)
      yield `${orderId} is pending`;
    const pay = payOf(db, orderId);
    const isLeft =
      pay?.state === 'authorized' && nowMs - (authorizedAtMs.get(orderId) ?? nowMs) > UNDECIDED_MS + SLACK_MS;
    if (isLeft && !db.cases.of(orderId).some((each) => each.state === 'open'))
      yield `${orderId} is authorized, and nobody decides it`;
  }
}

/** Only people and machines read figures; the database, past every desk, does not. */
function* pressure(
  { pressedSinceMs }: Witnesses,
  db: MemoryDatabase,
  region: Region,
  { episodeId }: ModeRow,
  { changedBy }: ModeRow,
): Generator<string> {
  const sinceMs = pressedSinceMs(region);
  const check = db.exitChecks.of(`${region}|${episodeId}`).at(-1);
  if (sinceMs === null || !changedBy.startsWith('staff:')) return;
  if (check !== undefined && check.checkedAtMs > sinceMs + NOTICED_MS) yield 'a figure is over its limit';
}

function* leftLying(db: MemoryDatabase, nowMs: number): Generator<string> {
  for (const { nextCheckAtMs, operation, orderId } of db.operations.all())
    if (nextCheckAtMs !== null && nowMs - nextCheckAtMs > LEFT_LYING_MS && !db.isClosed(orderId))
      yield `${operation} was due for a look-up long ago`;
}

const payOf = (db: MemoryDatabase, orderId: string): OperationRecord | undefined =>
  db.operations.of(orderId).find(({ kind }) => kind === 'authorize');
