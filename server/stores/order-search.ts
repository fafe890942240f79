/**
 * Finding orders: by any id at once, or the newest first. Every shape of a search is its own statement, so that each walks an
 * index and stops: a page costs the same with a thousand orders and with a million.
 */
import type { MoneyOperation } from '../domain/payment-operation';
import type { OrderReason, OrderState } from '../domain/order';
import type { Region } from '../domain/region';
import { epochMs, instant, type Sql } from './sql';

export interface FoundOrder {
  readonly orderId: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly reason: OrderReason | null;
  readonly version: number;
  readonly total: { readonly amountMinor: number; readonly currency: string };
  readonly email: string;
  readonly region: string;
  readonly ownerEpoch: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** The last row that was seen; the next page begins after it. */
export interface Place {
  readonly createdAtMs: number;
  readonly orderId: string;
}

export interface OrderFilter {
  readonly state: OrderState | null;
  readonly region: Region | null;
  readonly createdFromMs: number;
  /** Inclusive. */
  readonly createdToMs: number;
  readonly after: Place | null;
  readonly limit: number;
}

export interface AnyId {
  readonly orderIds: readonly string[];
  readonly reference: string | null;
  readonly traceId: string | null;
  readonly text: string;
}

export interface OrderSearchStore {
  newest(filter: OrderFilter): Promise<FoundOrder[]>;
  byEmail(email: string, filter: OrderFilter): Promise<FoundOrder[]>;
  byAnyId(ids: AnyId, filter: OrderFilter): Promise<FoundOrder[]>;
  /** The money operations of these orders: where their money is. */
  moneyOperations(orderIds: readonly string[]): Promise<(MoneyOperation & { readonly orderId: string })[]>;
  /** How far back one page looks with this filter, among all orders or those of one email; null when it looked to the end. */
  lookedBackTo(filter: OrderFilter, email: string | null): Promise<Place | null>;
}

/** One page looks through at most this many orders for those that match; the next page goes on from there. */
export const LOOKED_THROUGH = 5_000;

const COLUMNS = `o.order_id as "orderId", o.reference, o.state, o.reason, o.version,
  json_build_object('amountMinor', o.total_minor, 'currency', o.currency) as total, o.email, o.region, o.owner_epoch as "ownerEpoch",
  ${epochMs('o.created_at')} as "createdAtMs", ${epochMs('o.updated_at')} as "updatedAtMs"`;

const NEWEST_FIRST = 'order by o.created_at desc, o.order_id desc';
/** The plain comparison beside the pair lets the index of `created_at` alone begin at the right place. */
const IN_RANGE = `o.created_at >= ${instant('$1')} and o.created_at <= least(${instant('$2')}, ${instant('$3')})
  and (o.created_at, o.order_id) < (${instant('$3')}, $4)`;
const MATCHING = '($5::text is null or o.state = $5) and ($6::text is null or o.region = $6)';
const UNFINISHED = `o.state not in ('order_confirmed', 'failed_safely')`;

export function orderSearchStore(sql: Sql): OrderSearchStore {
  return {
    newest: (filter) => {
      const [name, text] = newestStatement(filter.state);
      return sql.rows<FoundOrder>(name, text, [...valuesOf(filter), filter.limit]);
    },
    byEmail: (email, filter) =>
      sql.rows<FoundOrder>(
        'order_search_by_email',
        `select ${COLUMNS} from (select * from orders.orders o where lower(o.email) = $8 and ${IN_RANGE} ${NEWEST_FIRST} limit ${LOOKED_THROUGH}) o
         where ${MATCHING} limit $7`,
        [...valuesOf(filter), filter.limit, email],
      ),
    byAnyId: (ids, filter) =>
      sql.rows<FoundOrder>('order_search_by_any_id', BY_ANY_ID, [
        ...valuesOf(filter),
        filter.limit,
        ids.orderIds,
        ids.reference,
        ids.traceId,
        ids.text,
      ]),
    moneyOperations: (orderIds) =>
      sql.rows<MoneyOperation & { readonly orderId: string }>(
        'order_search_money_operations',
        `select p.order_id as "orderId", p.kind, p.state, json_build_object('amountMinor', coalesce(p.authorized_minor, p.amount_minor),
           'currency', coalesce(p.authorized_currency, p.currency)) as amount, p.provider_reference as "providerReference" from payments.operations p where p.order_id = any($1::text[])`,
        [orderIds],
      ),
    async lookedBackTo(filter, email) {
      if (email === null && !isBounded(filter.state)) return null;
      const [name, where] =
        email === null
          ? ['order_search_looked_back_to', '']
          : ['order_search_looked_back_by_email', 'lower(o.email) = $5 and'];
      const rows = await sql.rows<Place>(
        name,
        `select ${epochMs('o.created_at')} as "createdAtMs", o.order_id as "orderId" from orders.orders o
         where ${where} ${IN_RANGE} ${NEWEST_FIRST} offset ${LOOKED_THROUGH - 1} limit 1`,
        [...valuesOf(filter).slice(0, 4), ...(email === null ? [] : [email])],
      );
      return rows[0] ?? null;
    },
  };
}

/** Unfinished and failed orders have indexes of their own; of the others a page looks through a bounded stretch. */
const isBounded = (state: OrderState | null): boolean => state === null || state === 'order_confirmed';

function newestStatement(state: OrderState | null): [name: string, text: string] {
  if (state === 'failed_safely')
    return [
      'order_search_failed',
      `select ${COLUMNS} from orders.orders o where o.state = 'failed_safely' and ${IN_RANGE} and ${MATCHING} ${NEWEST_FIRST} limit $7`,
    ];
  if (!isBounded(state))
    return [
      'order_search_unfinished',
      // materialized: the few that are unfinished first, from their own index, and never a walk through all that are finished
      `with unfinished as materialized (select * from orders.orders o where ${UNFINISHED})
       select ${COLUMNS} from unfinished o where ${IN_RANGE} and ${MATCHING} ${NEWEST_FIRST} limit $7`,
    ];
  return [
    'order_search_newest',
    // the inner limit bounds the walk, the outer one ends it early
    `select ${COLUMNS} from (select * from orders.orders o where ${IN_RANGE} ${NEWEST_FIRST} limit ${LOOKED_THROUGH}) o
     where ${MATCHING} limit $7`,
  ];
}

const BY_ANY_ID = `
with found as (
  select unnest($8::text[]) as order_id
  union
  select order_id from orders.orders where reference = $9
  union
  select order_id from orders.evidence where request_id = $11
  union
  select order_id from orders.evidence
    where trace_id = $10 and kind in ('order_submitted', 'webhook_received', 'lookup_requested', 'note_added')
  union
  select order_id from orders.evidence where provider_reference = $11
  union
  select order_id from payments.operations where provider_reference = $11
)
select ${COLUMNS} from found f join orders.orders o on o.order_id = f.order_id
where ${IN_RANGE} and ${MATCHING} ${NEWEST_FIRST} limit $7`;

/** Later than any order, for a first page. */
const END = { createdAtMs: 253_402_300_799_000, orderId: '' };

function valuesOf({ createdFromMs, createdToMs, after, state, region }: OrderFilter): unknown[] {
  const place = after ?? END;
  return [createdFromMs, createdToMs, place.createdAtMs, place.orderId, state, region];
}
