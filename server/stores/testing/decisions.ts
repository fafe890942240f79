/** Decisions and reports for the tests of the guarded writes, made by the domain from an order as it stands. */
import type { DecisionRecord } from '@/server/domain/decision-record';
import { recordDecision } from '@/server/domain/record-decision';
import { extendedHoldUntil } from '@/server/domain/inventory';
import { decide, type OrderCommand } from '@/server/domain/order';
import type { PaymentOutcome } from '@/server/domain/payment';
import { type PaymentReport, reportOutcome } from '@/server/domain/payment-report';
import { type GivenStore, T0 } from './given-store';

export const AUTHORIZED: PaymentOutcome = {
  kind: 'authorized',
  providerReference: 'pi_1',
  amount: { amountMinor: 4_900, currency: 'EUR' },
};
export const DECLINED: PaymentOutcome = { kind: 'declined', providerReference: 'pi_1', declineCode: 'do_not_honor' };
export const UNKNOWN: PaymentOutcome = { kind: 'unknown', cause: 'timeout' };

/** What an order owner would write now for this order. */
export async function decisionOf(
  store: GivenStore,
  orderId: string,
  outcome: PaymentOutcome,
  change: { nowMs?: number; ownerEpoch?: number; consumed?: DecisionRecord['consumed'] } = {},
): Promise<DecisionRecord> {
  const order = await store.orders.get(orderId);
  if (order === null) throw new Error(`there is no order ${orderId}`);
  const nowMs = change.nowMs ?? T0 + 1_000;
  const command: OrderCommand = { kind: 'payment_outcome', outcome, nowMs };
  const [{ epoch }] = await store.app('select epoch from orders.shards where shard = $1', [order.shard]);
  return recordDecision(order, decide(order, command), outcome, {
    nowMs,
    region: order.region,
    ownerEpoch: change.ownerEpoch ?? epoch,
    decidedBy: 'system:order-owner',
    requestId: null,
    traceId: null,
    consumed: change.consumed ?? null,
    extendedHoldUntilMs: extendedHoldUntil(order.createdAtMs, order.heldUntilMs, nowMs),
    nextCheckAtMs: nowMs + 2_000,
  });
}

/** What a payment receiver would record; by webhook when an event id is given. */
export const reportOf = (
  orderId: string,
  outcome: PaymentOutcome,
  change: { eventId?: string; nextCheckAtMs?: number | null; nowMs?: number } = {},
): PaymentReport =>
  reportOutcome(
    orderId,
    outcome,
    {
      kind: change.eventId === undefined ? 'call_answered' : 'webhook_received',
      observedAtMs: T0,
      region: 'east',
      requestId: 'req_1',
      traceId: null,
      actor: 'provider',
      attempt: null,
      detail: {},
    },
    [],
    change.nextCheckAtMs,
    change.eventId === undefined
      ? null
      : { eventId: change.eventId, eventType: 'payment_intent.test', payload: { id: 1 }, createdAtMs: T0 },
    change.nowMs ?? T0 + 500,
  );

/** Every row that one order left anywhere, counted by table: what "changes nothing" is held against. */
export async function footprint(store: GivenStore, orderId: string): Promise<Record<string, number>> {
  const tables = [
    'orders.orders',
    'orders.transitions',
    'orders.lines',
    'orders.evidence',
    'inventory.reservations',
    'payments.operations',
    'payments.provider_events',
    'messaging.outbox',
    'messaging.deliveries',
    'messaging.inbox',
    'messaging.mails',
    'operations.cases',
  ];
  const [row] = await store.app(
    `select ${tables.map((table) => `(select count(*)::int from ${table} where order_id = $1) as "${table}"`).join(', ')}`,
    [orderId],
  );
  return row;
}
