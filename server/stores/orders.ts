/**
 * The order owner's records. Two guarded writes carry every order: `place` (`placements.ts`) and `decide` (`decisions.ts`);
 * what is read of an order stands here.
 */
import type { DecisionRecord } from '../domain/decision-record';
import type { OrderReason, OrderState } from '../domain/order';
import type { OrderRecord } from '../domain/order-record';
import type { OrderLine, Placement } from '../domain/placement';
import type { OperationToShow } from '../domain/status-copy';
import { type DecideAnswer, decide } from './decisions';
import { type PlaceAnswer, place } from './placements';
import { gatheredReads } from './gathered-reads';
import { epochMs, instant, type Sql } from './sql';

export interface OrderStore {
  place(placement: Placement): Promise<PlaceAnswer>;
  /** One transaction for all; each record is applied or not on its own. Keyed by order id. */
  decide(records: readonly DecisionRecord[], nowMs: number): Promise<ReadonlyMap<string, DecideAnswer>>;
  get(orderId: string): Promise<OrderRecord | null>;
  /** The order with its money operations, in one read: what a status answer is made of. Its hold is null once no line of it is held. */
  status(orderId: string): Promise<OrderStatus | null>;
  lines(orderId: string): Promise<OrderLine[]>;
  /**
   * Orders of these shards that wait for an outcome although every look-up is used up, oldest first: nobody knows, or it is known and
   * the message that tells the owner was parked.
   */
  checksRanOut(shards: readonly number[], limit: number): Promise<OrderRecord[]>;
  /** Unfinished orders of these shards whose gateway deadline (authorizing) or kept intent is over, oldest first. */
  overdue(shards: readonly number[], nowMs: number, intentKeptMs: number, limit: number): Promise<OrderRecord[]>;
}

export interface OrderStatus {
  readonly order: OrderRecord;
  readonly operations: readonly StatusOperation[];
  readonly lines: readonly OrderLine[];
}

/** What a status needs of an operation. */
export type StatusOperation = OperationToShow;

export function orderStore(sql: Sql): OrderStore {
  return {
    place: (placement) => place(sql, placement),
    decide: (records, nowMs) => decide(sql, records, nowMs),
    async get(orderId) {
      const rows = await sql.rows<OrderRow>(
        'orders_get',
        `select ${ORDER_COLUMNS} from orders.orders o where o.order_id = $1`,
        [orderId],
      );
      return rows[0] === undefined ? null : orderRecordOf(rows[0]);
    },
    status: gatheredReads(async (orderIds) => {
      const rows = await sql.rows<OrderRow & StatusRow>(
        'orders_status',
        `select ${ORDER_COLUMNS}, ${STATUS_COLUMNS} from orders.orders o where o.order_id = any($1::text[])`,
        [orderIds],
      );
      return new Map(rows.map((row) => [row.order_id, orderStatusOf(row)]));
    }),
    lines: (orderId) =>
      sql.rows<OrderLine>(
        'orders_lines',
        `select sku, name, quantity, unit_price_minor as "unitPriceMinor" from orders.lines where order_id = $1 order by sku`,
        [orderId],
      ),
    async overdue(shards, nowMs, intentKeptMs, limit) {
      const rows = await sql.rows<OrderRow>(
        'orders_overdue',
        `select ${ORDER_COLUMNS} from orders.orders o
         where o.shard = any($1::smallint[]) and o.state not in ('order_confirmed', 'failed_safely')
           and ((o.state = 'payment_authorizing' and o.deadline_at <= ${instant('$2')})
             or (o.state in ('order_intent_saved', 'inventory_reserved') and o.created_at <= ${instant('$3')}))
         order by o.updated_at limit $4`,
        [shards, nowMs, nowMs - intentKeptMs, limit],
      );
      return rows.map(orderRecordOf);
    },
    async checksRanOut(shards, limit) {
      const rows = await sql.rows<OrderRow>(
        'orders_checks_ran_out',
        `select ${ORDER_COLUMNS} from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
         where o.shard = any($1::smallint[]) and o.state not in ('order_confirmed', 'failed_safely') and o.state in ('payment_authorizing', 'payment_pending')
           and p.next_check_at is null and (p.state in ('intended', 'unknown', 'requires_action', 'processing')
             or not exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner'))
         order by o.updated_at limit $2`,
        [shards, limit],
      );
      return rows.map(orderRecordOf);
    },
  };
}

export interface OrderRow {
  order_id: string;
  shard: number;
  region: string;
  reference: string;
  state: OrderState;
  version: number;
  reason: OrderReason | null;
  owner_epoch: number;
  total_minor: number;
  currency: string;
  email: string;
  cart_id: string;
  cart_version: number;
  payment_method: string;
  payload_fingerprint: string;
  status_token_hash: string;
  held_until_ms: number | null;
  deadline_at_ms: number | null;
  created_at_ms: number;
  updated_at_ms: number;
}

export const ORDER_COLUMNS = `o.order_id, o.shard, o.region, o.reference, o.state, o.version, o.reason, o.owner_epoch, o.total_minor, o.currency, o.email,
  o.cart_id, o.cart_version, o.payment_method, o.payload_fingerprint, encode(o.status_token_hash, 'hex') as status_token_hash,
  ${epochMs('o.held_until')} as held_until_ms, ${epochMs('o.deadline_at')} as deadline_at_ms, ${epochMs('o.created_at')} as created_at_ms,
  ${epochMs('o.updated_at')} as updated_at_ms`;

export function orderRecordOf(row: OrderRow): OrderRecord {
  return {
    orderId: row.order_id,
    shard: row.shard,
    region: row.region,
    reference: row.reference,
    state: row.state,
    version: row.version,
    reason: row.reason,
    ownerEpoch: row.owner_epoch,
    total: { amountMinor: row.total_minor, currency: row.currency },
    email: row.email,
    cartId: row.cart_id,
    cartVersion: row.cart_version,
    paymentMethod: row.payment_method,
    payloadFingerprint: row.payload_fingerprint,
    statusTokenHash: row.status_token_hash,
    heldUntilMs: row.held_until_ms,
    deadlineAtMs: row.deadline_at_ms,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

export interface StatusRow {
  held: boolean;
  operations: StatusOperation[];
  lines: OrderLine[] | null;
}

/** Beside `ORDER_COLUMNS`: what a status needs besides the order row. */
export const STATUS_COLUMNS = `exists (select 1 from inventory.reservations r where r.order_id = o.order_id and r.state = 'held') as held,
  coalesce((select json_agg(json_build_object('operation', p.operation, 'kind', p.kind, 'state', p.state,
    'amount', json_build_object('amountMinor', coalesce(p.authorized_minor, p.amount_minor), 'currency', coalesce(p.authorized_currency, p.currency)),
    'providerReference', p.provider_reference, 'nextCheckAtMs', ${epochMs('p.next_check_at')})) from payments.operations p where p.order_id = o.order_id), '[]') as operations,
  (select json_agg(json_build_object('sku', l.sku, 'name', l.name, 'quantity', l.quantity, 'unitPriceMinor', l.unit_price_minor) order by l.sku)
   from orders.lines l where l.order_id = o.order_id) as lines`;

export function orderStatusOf(row: OrderRow & StatusRow): OrderStatus {
  const order = orderRecordOf(row);
  return {
    order: row.held ? order : { ...order, heldUntilMs: null },
    operations: row.operations,
    lines: row.lines ?? [],
  };
}
