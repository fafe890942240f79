/** Orders written by plain SQL as the app's role, without the store's own statements: for tests that try to break the law itself. */
import type { OrderState } from '@/server/domain/order';
import { type GivenStore, intentOf } from './given-store';

/** The shortest legal way to each state. */
export const PATHS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  order_intent_saved: ['order_intent_saved'],
  inventory_reserved: ['order_intent_saved', 'inventory_reserved'],
  payment_authorizing: ['order_intent_saved', 'inventory_reserved', 'payment_authorizing'],
  payment_pending: ['order_intent_saved', 'inventory_reserved', 'payment_authorizing', 'payment_pending'],
  order_confirmed: ['order_intent_saved', 'inventory_reserved', 'payment_authorizing', 'order_confirmed'],
  needs_reconciliation: ['order_intent_saved', 'inventory_reserved', 'payment_authorizing', 'needs_reconciliation'],
  failed_safely: ['order_intent_saved', 'failed_safely'],
};

export interface Walked {
  readonly orderId: string;
  readonly shard: number;
  readonly state: OrderState;
  readonly version: number;
  /** The shard's current one. */
  readonly epoch: number;
}

/** One statement: the order at the end of its path, with every transition on it. */
export async function orderAt(store: GivenStore, state: OrderState): Promise<Walked> {
  const intent = intentOf();
  const [{ epoch }] = await store.app('select epoch from orders.shards where shard = $1', [intent.shard]);
  const path = PATHS[state];
  await store.app(
    `with path as (
       insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, owner_epoch, decided_by)
       select $1, n, $2, nullif(n - 1, 0), ($3::text[])[n - 1], ($3::text[])[n], $4, 'test' from generate_series(1, cardinality($3::text[])) n
     )
     insert into orders.orders (order_id, shard, region, reference, state, version, owner_epoch, total_minor, currency, email, cart_id, cart_version,
       payment_method, payload_fingerprint, status_token_hash)
     values ($1, $2, 'east', 'R', ($3::text[])[cardinality($3::text[])], cardinality($3::text[]), $4, 4900, 'EUR', 'a@b.test', 'c', 1, 'pm_card_visa', 'f', '\\x00')`,
    [intent.orderId, intent.shard, path, epoch],
  );
  return { orderId: intent.orderId, shard: intent.shard, state, version: path.length, epoch };
}

export interface Step {
  readonly orderId: string;
  readonly shard: number;
  readonly version: number;
  readonly from: OrderState | null;
  readonly to: OrderState;
  /** 1 when not given. */
  readonly epoch?: number;
  /** Where it says it comes from; the version before when not given. */
  readonly fromVersion?: number | null;
}

export const STEP = `insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, owner_epoch, decided_by)
  values ($1, $2, $3, $4, $5, $6, $7, 'test')`;

export const stepValues = (step: Step): unknown[] => [
  step.orderId,
  step.version,
  step.shard,
  step.fromVersion === undefined ? (step.version === 1 ? null : step.version - 1) : step.fromVersion,
  step.from,
  step.to,
  step.epoch ?? 1,
];

/** The next transition of an order, by plain SQL as the app's role. */
export const step = (store: GivenStore, order: Walked, to: OrderState, change: Partial<Step> = {}): Promise<unknown> =>
  store.app(STEP, stepValues({ ...order, version: order.version + 1, from: order.state, to, ...change }));
