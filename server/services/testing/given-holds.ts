/** An owner and a hold keeper at one instant, on the real records: the edges of a hold are a matter of single milliseconds. */
import { fencedTryStore } from '@/server/stores/fenced-tries';
import { repairPayload } from '@/server/contracts/repair-message';
import { HOLD_POLICY } from '@/server/domain/inventory';
import { LADDER_MS } from '@/server/domain/reconciliation';
import type { Clock } from '@/server/ports/clock';
import { systemRandom as random } from '@/server/ports/random';
import type { WakeUp } from '@/server/ports/wake-up';
import { reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, intentOf, MUG, PAIR, placementOf, T0 } from '@/server/stores/testing/given-store';
import { HoldKeeper } from '../hold-keeper';
import { type HeldShards, OrderOwner } from '../order-owner';

const DEADLINE = T0 + 2_000;
/** The end of a hold that was extended at the gateway's deadline. */
export const EXTENDED_UNTIL = DEADLINE + LADDER_MS + HOLD_POLICY.afterLadderMs;
/** A mug and two lamps: more than one line to settle. */
const LINES = [MUG, PAIR];
const TOTAL = { amountMinor: 9_900, currency: 'EUR' };

const unheard: WakeUp = { hint: () => undefined, listen: () => () => undefined };
const fixed = (nowMs: number): Clock => ({ nowMs: () => nowMs, sleep: () => Promise.resolve() });

export function givenHolds(store: GivenStore) {
  const { orders, deliveries, reservations } = store;
  const fenced = fencedTryStore(store.sql);
  const held = async () =>
    new Map((await store.shards.list()).filter(({ region }) => region === 'east').map((row) => [row.shard, row.epoch]));
  const ownerAt = (nowMs: number) =>
    new OrderOwner({ region: 'east', clock: fixed(nowMs), random, orders, deliveries, fenced, wakeUp: unheard });
  const decideAt = async (nowMs: number) => {
    // a message that met an order in another's hands is tried again
    for (let rounds = 0; rounds < 5; rounds++) await ownerAt(nowMs).decideQueued(await held());
  };
  const place = async (lines = LINES) => {
    const intent = intentOf({ lines });
    const answer = await orders.place(placementOf(intent));
    if (answer.kind !== 'placed') throw new Error(`not placed: ${answer.kind}`);
    return intent.orderId;
  };
  const overdueAt = async (nowMs: number) => ownerAt(nowMs).decideOverdue(await held());
  const pending = async (lines = LINES) => {
    const orderId = await place(lines);
    await overdueAt(DEADLINE);
    return orderId;
  };
  const authorized = (orderId: string, nowMs: number, amount = TOTAL) =>
    store.operations.record(
      reportOf(orderId, { kind: 'authorized', providerReference: 'pi_1', amount }, { nowMs, nextCheckAtMs: null }),
    );
  return {
    held,
    decideAt,
    overdueAt,
    /** Held for half an hour, its payment on the way. */
    place,
    /** Nobody heard of its payment by the deadline; held until EXTENDED_UNTIL. */
    pending,
    /** Every look-up was used up: a person has it, with the hold as it was. */
    async reconciling() {
      const orderId = await pending();
      await store.owner('update payments.operations set next_check_at = null where order_id = $1', [orderId]);
      await overdueAt(DEADLINE + LADDER_MS);
      return orderId;
    },
    /** The provider's word reaches the payment receiver; the owner has yet to decide. */
    authorized,
    async authorizedAndDecided(orderId: string, nowMs: number, amount = TOTAL) {
      await authorized(orderId, nowMs, amount);
      await decideAt(nowMs);
    },
    /** @param shards those that the worker believes it holds. */
    releaseAt: async (nowMs: number, shards?: HeldShards) =>
      new HoldKeeper({ region: 'east', clock: fixed(nowMs), fenced, reservations }).releaseEnded(
        shards ?? (await held()),
      ),
    /** A person asks for the items to be given back, and the owner decides it. */
    async releaseByPerson(orderId: string, nowMs: number) {
      const order = await orders.get(orderId);
      const payload = repairPayload({
        orderId,
        repairId: `repair:${orderId}`,
        kind: 'release',
        caseId: null,
        amount: null,
        operation: null,
        expectedVersion: order?.version ?? 0,
        provider: {
          seq: 1,
          observedAtMs: nowMs - 1_000,
          answer: 'unanswered',
          ofOtherCharge: false,
          providerReference: null,
          amount: null,
          captured: false,
          refundedMinor: 0,
          holdsNothing: false,
        },
        reason: 'The customer does not want them any more.',
        askedBy: 'mara@evident.test',
        approvedBy: null,
      });
      await store.owner(
        `insert into messaging.outbox (order_id, message_id, schema, schema_version, region, payload) values ($1, 'repair', 'repair_requested', 1, 'east', $2)`,
        [orderId, JSON.stringify(payload)],
      );
      await store.owner(
        `insert into messaging.deliveries (order_id, message_id, consumer, shard, not_before) values ($1, 'repair', 'order-owner', $2, to_timestamp($3::float8 / 1000))`,
        [orderId, order?.shard, nowMs],
      );
      await decideAt(nowMs);
    },
    linesOf: async (orderId: string) => (await reservations.ofOrder(orderId)).map(({ state }) => state),
    operationOf: async (orderId: string, kind: 'capture' | 'void') =>
      (await store.operations.list(orderId)).find((each) => each.kind === kind)?.operation ?? null,
    /** Units on the shelf and in holds that stand or were committed: the same as long as nothing is lost or made. */
    async unitsOf(sku: string): Promise<number> {
      const [row] = await store.app(
        `select s.available + coalesce(sum(r.quantity) filter (where r.state <> 'released'), 0)::int as units
         from inventory.stock s left join inventory.reservations r on r.sku = s.sku where s.sku = $1 group by s.available`,
        [sku],
      );
      return row.units;
    },
  };
}
