/**
 * Reads across the regions while messages lag: the real teller, keeper and readers over a bus that holds each message for up to a
 * minute, doubles some, loses some acknowledgements and keeps no order, with cuts in between. Each session's answers are held against
 * what it has seen, and each copy against what its owner's record was at the instant that the answer names.
 */
import { orderResource } from '../domain/order-resource';
import { freshAtOwner, FRESH_ENOUGH_MS, laterSeen, NOTHING_SEEN, type Seen } from '../domain/freshness';
import { CopyKeeper } from '../services/copy-keeper';
import { CopyTeller } from '../services/copy-teller';
import { type NearestStatus, NearestStatusReader } from '../services/nearest-status-reader';
import { lossyBus } from './lossy-bus';
import { memoryCopying } from './contract/memory-copying';
import { MovingOrders } from './moving-orders';
import { SeededStream } from './seeded-stream';

export interface LaggingReads {
  readonly seed: number;
  readonly reads: number;
  readonly mostLagMs: number;
  /** A mistake that the run must find. */
  readonly mistake?: 'none' | 'status_without_version' | 'complete_at_once' | 'last_arrival_wins';
}

export interface LaggingReadsReport {
  readonly reads: number;
  readonly answeredBy: Readonly<Record<'owner' | 'replica' | 'last_known' | 'nobody', number>>;
  /** A version below one that the session was shown, whoever answered. */
  readonly versionRegressions: number;
  /** Of one version: the owner or a copy in its place showed an earlier look. */
  readonly lookRegressions: number;
  /** A copy that was not what its owner's record was at `fresh_as_of`. */
  readonly untrueCopies: number;
  /** A copy shown in its owner's place that was older than the boundary. */
  readonly pastBoundary: number;
  readonly oldestReplicaMs: number;
  readonly messages: { readonly delivered: number; readonly doubled: number; readonly outOfOrder: number };
}

const ORDERS = 60;
const SESSIONS = 240;
/** Virtual time between two reads, on the average. */
const BETWEEN_READS_MS = 12;
const TELL_EVERY_MS = 300;
/** Of the time the link is cut. */
const CUT_SHARE = 0.15;
const CUT_MS = 20_000;
const T0 = Date.UTC(2026, 10, 22);

export async function lagReads(options: LaggingReads): Promise<LaggingReadsReport> {
  const { mistake = 'none', mostLagMs, reads, seed } = options;
  const luck = new SeededStream(seed, 'reads');
  let nowMs = T0;
  let cut = false;
  let cutChangesAtMs = T0;
  const clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const orders = new MovingOrders(new SeededStream(seed, 'orders'), ORDERS, T0);
  const kept = memoryCopying(mistake === 'last_arrival_wins' ? ['copy_last_arrival_wins'] : []);
  const keeper = new CopyKeeper({ clock, ...kept });
  const bus = lossyBus({ luck: new SeededStream(seed, 'bus'), clock, mostLagMs, isCut: () => cut, keeper });
  const teller = new CopyTeller({
    region: 'east',
    clock,
    bus: bus.sender,
    statuses: orders.changes,
    carts: { untold: () => Promise.resolve([]), told: () => Promise.resolve() },
    copies: {
      look: () =>
        Promise.resolve({
          atMs: nowMs,
          untold: 0,
          untoldSinceMs: mistake === 'complete_at_once' ? null : orders.untoldSinceMs(),
        }),
    },
  });
  const reader = new NearestStatusReader({
    region: 'west',
    clock,
    copies: kept.statuses,
    router: { ownerOfOrder: () => 'east' },
    forwarder: {
      status: ({ minVersion, orderId }) => {
        if (cut) return Promise.resolve({ kind: 'unreachable', owner: 'east' });
        const { lines, operations, order } = orders.now(orderId);
        const freshness = freshAtOwner('east', nowMs);
        const context = { region: 'east', ownerRegion: 'east', nowMs, freshness, timeZone: 'UTC' };
        return Promise.resolve({
          kind: 'answered',
          answer:
            order.version < minVersion
              ? { kind: 'behind', version: order.version }
              : { kind: 'status', order: orderResource(order, operations, lines, context) },
        });
      },
    },
    timeZone: 'UTC',
  });

  const seen = new Map<string, Seen>();
  const looks = new Map<string, number>();
  const answeredBy = { owner: 0, replica: 0, last_known: 0, nobody: 0 };
  let [versionRegressions, lookRegressions, untrueCopies, pastBoundary, oldestReplicaMs] = [0, 0, 0, 0, 0];
  let nextTellAtMs = T0;
  for (let n = 0; n < reads; n++) {
    nowMs += luck.between(0, 2 * BETWEEN_READS_MS);
    orders.moveUntil(nowMs);
    if (nowMs >= cutChangesAtMs) {
      cut = !cut && luck.chance(CUT_SHARE);
      cutChangesAtMs = nowMs + luck.between(1, CUT_MS);
    }
    await bus.deliverDue();
    if (nowMs >= nextTellAtMs) {
      await teller.tell();
      nextTellAtMs = nowMs + TELL_EVERY_MS;
    }
    const orderId = luck.pick(orders.ids);
    const session = `${luck.between(1, SESSIONS)}|${orderId}`;
    const before = seen.get(session) ?? NOTHING_SEEN;
    const asked = mistake === 'status_without_version' ? NOTHING_SEEN : before;
    // a session goes on in either region
    const answer = luck.chance(0.7)
      ? await reader.read(
          { orderId, statusToken: orders.token, seen: asked, waitMs: 0, fromOwner: false },
          { requestId: 'r', traceparent: '' },
        )
      : atOwner(orders, orderId, nowMs);
    if (answer.kind !== 'status') {
      answeredBy.nobody++;
      continue;
    }
    const { freshness, fresh_as_of, reference, version } = answer.order;
    answeredBy[freshness]++;
    const [asOfMs, look] = [Date.parse(fresh_as_of), Number(reference)];
    if (version < before.version) versionRegressions++;
    if (freshness !== 'last_known' && look < (looks.get(session) ?? 0)) lookRegressions++;
    if (freshness !== 'owner' && orders.lookAt(orderId, asOfMs) !== look) untrueCopies++;
    if (freshness === 'replica') {
      oldestReplicaMs = Math.max(oldestReplicaMs, nowMs - asOfMs);
      if (nowMs - asOfMs > FRESH_ENOUGH_MS) pastBoundary++;
    }
    seen.set(session, laterSeen(before, { version, asOfMs }));
    looks.set(session, Math.max(looks.get(session) ?? 0, look));
  }
  return {
    reads,
    answeredBy,
    versionRegressions,
    lookRegressions,
    untrueCopies,
    pastBoundary,
    oldestReplicaMs,
    messages: bus.counted(),
  };
}

function atOwner(orders: MovingOrders, orderId: string, nowMs: number): NearestStatus {
  const { lines, operations, order } = orders.now(orderId);
  const freshness = freshAtOwner('east', nowMs);
  const context = { region: 'east', ownerRegion: 'east', nowMs, freshness, timeZone: 'UTC' };
  return { kind: 'status', order: orderResource(order, operations, lines, context) };
}
