/**
 * The promise as statements: each returns the orders that break one invariant of it, with what is wrong, and no row while it holds.
 * They read; they decide nothing. What only the provider's own ledger can show is compared in `domain/ledger-agreement.ts`.
 */
import { LEGAL_TRANSITIONS } from '../domain/order';
import { SUBSCRIBERS } from '../contracts/messages';
import { SEND_WINDOW_MS } from '../domain/payment';
import type { OrderMoney } from '../domain/ledger-agreement';
import { epochMs, type Sql } from './sql';

export interface BrokenPromise {
  readonly orderId: string;
  readonly why: string;
}

export interface Invariant {
  readonly id: string;
  /** What must hold, in words that fit on a line. */
  readonly says: string;
}

export interface PromiseStore {
  readonly invariants: readonly Invariant[];
  /** At most `limit` rows: one is enough to act. */
  broken(invariant: Invariant, limit: number): Promise<BrokenPromise[]>;
  orders(): Promise<number>;
  /** Every order's money as the store knows it, in pages by order id. */
  money(afterOrderId: string, limit: number): Promise<OrderMoney[]>;
  newestOrderIds(limit: number): Promise<string[]>;
}

interface Rule extends Invariant {
  /** Columns order_id and why; no limit. */
  readonly text: string;
  readonly values?: readonly unknown[];
}

const FINAL = `('order_confirmed', 'failed_safely')`;
/** A call's answer is recorded when the call gives up, at most so long after it was sent. */
const CALL_MS = 15_000;

const RULES: readonly Rule[] = [
  {
    id: 'S1',
    says: 'an order has one payment operation, under its own name',
    text: `select order_id, count(*) || ' authorizations' as why from payments.operations where kind = 'authorize'
      group by order_id having count(*) > 1 or bool_or(operation <> 'pay:' || order_id)`,
  },
  {
    id: 'S2',
    says: 'one final state, and nobody was told another or an uncommitted one',
    text: `select order_id, 'ended ' || count(*) || ' times' as why from orders.transitions where to_state in ${FINAL} group by order_id having count(*) > 1
      union all
      select e.order_id, 'told ' || (e.detail ->> 'state') || ' at version ' || (e.detail ->> 'version') || ', which was ' || coalesce(t.to_state, 'never committed')
      from orders.evidence e left join orders.transitions t on t.order_id = e.order_id and t.version = (e.detail ->> 'version')::int
      where e.kind = 'customer_told' and t.to_state is distinct from (e.detail ->> 'state')`,
  },
  {
    id: 'S3',
    says: 'confirmed has an authorization of the right amount and a hold for every line',
    text: `select o.order_id, 'confirmed without an authorization of ' || o.total_minor || ' ' || o.currency as why
      from orders.orders o left join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
      where o.state = 'order_confirmed' and (p.state is null or p.state not in ('authorized', 'voided', 'refunded') or p.provider_reference is null
        or p.authorized_minor is distinct from o.total_minor or p.authorized_currency is distinct from o.currency)
      union all
      select l.order_id, 'confirmed without a hold of ' || l.quantity || ' ' || l.sku
      from orders.orders o join orders.lines l on l.order_id = o.order_id
      left join inventory.reservations r on r.order_id = l.order_id and r.sku = l.sku and r.quantity = l.quantity
      where o.state = 'order_confirmed' and (r.state is distinct from 'committed' or r.settled_at >= r.held_until)`,
  },
  {
    id: 'S4',
    says: 'failed safely holds no money, and no timeout alone led to it',
    text: `select o.order_id, 'failed safely while its payment is ' || p.state as why
      from orders.orders o join payments.operations p on p.order_id = o.order_id and p.kind = 'authorize'
      where o.state = 'failed_safely' and p.state not in ('declined', 'never_accepted', 'voided', 'refunded')
        and not exists (select 1 from payments.operations c where c.order_id = o.order_id and c.kind in ('void', 'refund') and c.state in ('intended', 'unknown', 'acknowledged'))
        and not exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')
        and not exists (select 1 from messaging.deliveries d where d.order_id = o.order_id)`,
  },
  {
    id: 'S5',
    says: 'a known authorization is decided, queued or in a case',
    text: `select o.order_id, 'authorized since ' || p.updated_at || ', still ' || o.state || ', in no queue' as why
      from payments.operations p join orders.orders o on o.order_id = p.order_id
      where p.kind = 'authorize' and p.state = 'authorized' and o.state not in ${FINAL} and p.updated_at < now() - interval '60 seconds'
        and not exists (select 1 from messaging.deliveries d where d.order_id = o.order_id)
        and not exists (select 1 from messaging.dead_letters d where d.order_id = o.order_id and d.redriven_at is null)
        and not exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')`,
  },
  {
    id: 'S6',
    says: 'a hold is committed or released once, as its order ended; nothing is oversold',
    text: `select coalesce(r.order_id, l.order_id) as order_id, coalesce(l.sku, r.sku) || ' is ' || coalesce(r.state, 'not held') || ' while the order is ' || o.state as why
      from orders.orders o join orders.lines l on l.order_id = o.order_id
      left join inventory.reservations r on r.order_id = l.order_id and r.sku = l.sku
      where (o.state = 'order_confirmed' and r.state is distinct from 'committed')
        or (o.state = 'failed_safely' and r.state in ('held', 'committed'))
        or (o.state in ('inventory_reserved', 'payment_authorizing', 'payment_pending') and r.state is distinct from 'held')
        or (o.state = 'needs_reconciliation' and r.state not in ('held', 'released'))
      union all
      select sku, 'stock below zero' from inventory.stock where available < 0`,
  },
  {
    id: 'S7',
    says: 'every decision was made under an epoch that was current, and epochs only rise',
    text: `select t.order_id, 'version ' || t.version || ' under epoch ' || t.owner_epoch || ', the shard has ' || s.epoch as why
      from orders.transitions t join orders.shards s on s.shard = t.shard where t.owner_epoch > s.epoch
      union all
      select t.order_id, 'version ' || t.version || ' under epoch ' || t.owner_epoch || ' after ' || b.owner_epoch
      from orders.transitions t join orders.transitions b on b.order_id = t.order_id and b.version = t.version - 1
      where t.shard = b.shard and t.owner_epoch < b.owner_epoch`,
  },
  {
    id: 'S8',
    says: 'legal moves only, versions without a gap, none out of a final state',
    text: `select t.order_id, 'version ' || t.version || ': ' || coalesce(t.from_state, 'nothing') || ' to ' || t.to_state as why
      from orders.transitions t where coalesce(t.from_state, '') || '>' || t.to_state <> all ($1::text[])
        or (t.version > 1 and not exists (select 1 from orders.transitions b where b.order_id = t.order_id and b.version = t.version - 1 and b.to_state = t.from_state))
      union all
      select o.order_id, 'stands at version ' || o.version || ' ' || o.state || ', its history ends at ' || coalesce(t.version || ' ' || t.to_state, 'nothing')
      from orders.orders o left join lateral (select version, to_state from orders.transitions h where h.order_id = o.order_id order by version desc limit 1) t on true
      where t.version is distinct from o.version or t.to_state is distinct from o.state`,
    values: [LEGAL_TRANSITIONS.map(([from, to]) => `${from ?? ''}>${to}`)],
  },
  {
    id: 'S10',
    says: 'what was promised to be told was told once to each subscriber, or waits for it',
    text: `select m.order_id, m.message_id || ' is lost to ' || s.consumer as why
      from messaging.outbox m join jsonb_to_recordset($1::jsonb) as s(schema text, consumer text) on s.schema = m.schema
      where not exists (select 1 from messaging.inbox i where i.order_id = m.order_id and i.consumer = s.consumer and i.message_id = m.message_id)
        and not exists (select 1 from messaging.deliveries d where d.order_id = m.order_id and d.message_id = m.message_id and d.consumer = s.consumer)
        and not exists (select 1 from messaging.dead_letters d where d.order_id = m.order_id and d.message_id = m.message_id and d.consumer = s.consumer)
      union all
      select i.order_id, i.consumer || ' acted on ' || i.message_id || ', which nobody published' from messaging.inbox i
      where not exists (select 1 from messaging.outbox m where m.order_id = i.order_id and m.message_id = i.message_id)
      union all
      select o.order_id, 'confirmed, and order_confirmed was never published' from orders.orders o
      where o.state = 'order_confirmed' and not exists (select 1 from messaging.outbox m where m.order_id = o.order_id and m.schema = 'order_confirmed')
      union all
      select i.order_id, i.message_id || ' was consumed by mail, and there is no mail' from messaging.inbox i
      where i.consumer = 'mail' and not exists (select 1 from messaging.mails m where m.order_id = i.order_id and m.message_id = i.message_id)`,
    values: [
      JSON.stringify(
        Object.entries(SUBSCRIBERS).flatMap(([schema, consumers]) =>
          consumers.map((consumer) => ({ schema, consumer })),
        ),
      ),
    ],
  },
  {
    id: 'S11',
    says: 'no operation was sent once the provider may have forgotten its key',
    text: `select e.order_id, e.payment_operation || ' was sent at ' || e.observed_at || ', first at ' || p.first_attempt_at as why
      from orders.evidence e join payments.operations p on p.order_id = e.order_id and p.operation = e.payment_operation
      where e.kind in ('call_answered', 'call_unanswered') and e.observed_at > p.first_attempt_at + $1 * interval '1 millisecond'`,
    values: [SEND_WINDOW_MS + CALL_MS],
  },
  {
    id: 'S12',
    says: "authorized is the server's total, captured no more, refunded no more than that",
    text: `select o.order_id, 'total ' || o.total_minor || ', its lines come to ' || l.sum as why
      from orders.orders o join (select order_id, sum(quantity * unit_price_minor) as sum from orders.lines group by order_id) l on l.order_id = o.order_id
      where l.sum <> o.total_minor
      union all
      select p.order_id, p.operation || ' asks for ' || p.amount_minor || ' ' || p.currency || ', the order is ' || o.total_minor || ' ' || o.currency
      from payments.operations p join orders.orders o on o.order_id = p.order_id
      where (p.kind = 'authorize' and (p.amount_minor <> o.total_minor or p.currency <> o.currency)) or (p.kind = 'capture' and p.amount_minor > o.total_minor)
      union all
      select c.order_id, 'refunded ' || c.refunded || ' of ' || c.captured
      from (select order_id, sum(amount_minor) filter (where kind = 'refund') as refunded, coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as captured
        from payments.operations where state = 'acknowledged' group by order_id) c where c.refunded > c.captured`,
  },
  {
    id: 'S13',
    says: 'every move left its evidence, and the audit is one unbroken chain',
    text: `select t.order_id, 'version ' || t.version || ' ' || t.to_state || ' left no evidence' as why from orders.transitions t
      where not exists (select 1 from orders.evidence e where e.order_id = t.order_id and e.order_version = t.version and e.kind = t.to_state)
      union all
      select 'audit ' || a.seq, 'does not follow from the entry before it'
      from (select a.*, lag(a.hash) over (order by a.seq) as before, lag(a.seq) over (order by a.seq) as before_seq from operations.audit a) a
      where a.seq <> coalesce(a.before_seq, 0) + 1 or a.prev_hash <> coalesce(a.before, decode(repeat('00', 32), 'hex'))
        or a.hash <> sha256(convert_to(concat_ws(E'\\x1f', a.seq, encode(a.prev_hash, 'hex'), (extract(epoch from a.at) * 1000)::bigint, a.actor, a.role,
          a.action, a.object, a.operation_id, coalesce(a.request_id, ''), coalesce(a.reason, ''), a.detail::text), 'UTF8'))`,
  },
];

export function promiseStore(sql: Sql): PromiseStore {
  return {
    invariants: RULES,
    async broken(invariant, limit) {
      const rule = RULES.find(({ id }) => id === invariant.id);
      if (rule === undefined) throw new RangeError(`there is no invariant ${invariant.id}`);
      const { text, values = [] } = rule;
      const rows = await sql.rows<{ order_id: string; why: string }>(
        `promise_${rule.id}_${limit}`,
        `select * from (${text}) broken limit ${limit}`,
        values,
      );
      return rows.map((row) => ({ orderId: row.order_id, why: row.why }));
    },
    async orders() {
      const rows = await sql.rows<{ orders: number }>(
        'promise_orders',
        'select count(*)::int as orders from orders.orders',
        [],
      );
      return rows[0]?.orders ?? 0;
    },
    money: (afterOrderId, limit) =>
      sql.rows<OrderMoney>(
        'promise_money',
        `select o.order_id as "orderId", o.state, o.total_minor as "totalMinor", o.currency, ${epochMs('o.updated_at')} as "updatedAtMs",
           exists (select 1 from payments.operations p where p.order_id = o.order_id and p.next_check_at is not null)
             or exists (select 1 from messaging.deliveries d where d.order_id = o.order_id and d.consumer = 'order-owner') as queued,
           exists (select 1 from operations.cases c where c.order_id = o.order_id and c.state = 'open')
             or exists (select 1 from messaging.dead_letters d where d.order_id = o.order_id and d.redriven_at is null) as "inCase"
         from orders.orders o where o.order_id > $1 order by o.order_id limit $2`,
        [afterOrderId, limit],
      ),
    async newestOrderIds(limit) {
      const rows = await sql.rows<{ order_id: string }>(
        'promise_newest',
        'select order_id from orders.orders order by created_at desc, order_id limit $1',
        [limit],
      );
      return rows.map((row) => row.order_id);
    },
  };
}
