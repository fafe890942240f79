/**
 * The promise as rules: each finds the orders that break one invariant of it, with what is wrong, and no row while it holds. One
 * text serves the check of everything and the check of some orders: it is told where the records are that it reads. It joins by
 * order id and compares for equality, so that some orders cost what they have and no more.
 */
import { PEER_CONSUMERS, SUBSCRIBERS } from '../contracts/messages';
import { LEGAL_TRANSITIONS } from '../domain/order';
import { SEND_WINDOW_MS } from '../domain/payment';
import type { PromiseRecords } from './promise-records';

export interface Rule {
  readonly id: string;
  /** What must hold, in words that fit on a line. */
  readonly says: string;
  /** A select of order_id and why. */
  ofOrders(records: PromiseRecords): string;
  /** A select of subject and why, of what belongs to no order: few rows, or those of the audit that `verified` leaves to be read. */
  readonly beyondOrders?: string;
}

const FINAL = `('order_confirmed', 'failed_safely')`;
/** A call's answer is recorded when the call gives up, at most so long after it was sent. */
const CALL_MS = 15_000;
/** From when on a known authorization must be decided, queued or in a case. */
export const DECIDED_WITHIN_MS = 60_000;

const LEGAL = LEGAL_TRANSITIONS.map(([from, to]) => `'${from ?? ''}>${to}'`).join(', ');
const SUBSCRIPTIONS = Object.entries(SUBSCRIBERS)
  .flatMap(([schema, consumers]) => consumers.map((consumer) => `('${schema}', '${consumer}')`))
  .join(', ');

export const RULES: readonly Rule[] = [
  {
    id: 'S1',
    says: 'an order has one payment operation, under its own name',
    ofOrders: (of) => `
      select order_id, count(*) || ' authorizations' as why from ${of.operations} where kind = 'authorize'
      group by order_id having count(*) > 1 or bool_or(operation <> 'pay:' || order_id)`,
  },
  {
    id: 'S2',
    says: 'one final state, and nobody was told another or an uncommitted one',
    ofOrders: (of) => `
      select order_id, 'ended ' || count(*) || ' times' as why from ${of.transitions} where to_state in ${FINAL}
      group by order_id having count(*) > 1
      union all
      select e.order_id, 'told ' || (e.detail ->> 'state') || ' at version ' || (e.detail ->> 'version') || ', which was ' || coalesce(t.to_state, 'never committed')
      from ${of.evidence} e left join ${of.transitions} t on t.order_id = e.order_id and t.version = (e.detail ->> 'version')::int
      where e.kind = 'customer_told' and t.to_state is distinct from (e.detail ->> 'state')`,
  },
  {
    id: 'S3',
    says: 'confirmed has an authorization of the right amount and a hold for every line',
    ofOrders: (of) => `
      select o.order_id, 'confirmed without an authorization of ' || o.total_minor || ' ' || o.currency as why
      from ${of.orders} o left join ${of.operations} p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
      where o.state = 'order_confirmed'
        and (p.state is null or p.state not in ('authorized', 'voided', 'refunded') or p.provider_reference is null
          or p.authorized_minor is distinct from o.total_minor or p.authorized_currency is distinct from o.currency)
      union all
      select l.order_id, 'confirmed without a hold of ' || l.quantity || ' ' || l.sku
      from ${of.orders} o join ${of.lines} l on l.order_id = o.order_id
      left join ${of.reservations} r on r.order_id = l.order_id and r.sku = l.sku and r.quantity = l.quantity
      where o.state = 'order_confirmed' and (r.state is distinct from 'committed' or r.settled_at >= r.held_until)`,
  },
  {
    id: 'S4',
    says: 'failed safely holds no money, and no timeout alone led to it',
    ofOrders: (of) => `
      select o.order_id, 'failed safely while its payment is ' || p.state as why
      from ${of.orders} o join ${of.operations} p on p.order_id = o.order_id and p.kind = 'authorize'
      where o.state = 'failed_safely' and p.state not in ('declined', 'never_accepted', 'voided', 'refunded')
        and not exists (select 1 from ${of.operations} c where c.order_id = o.order_id and c.kind in ('void', 'refund') and c.state in ('intended', 'unknown'))
        and not exists (select 1 from ${of.repairs} r where r.order_id = o.order_id and r.kind = 'fail_safely' and r.state = 'applied')
        and not exists (select 1 from ${of.cases} c where c.order_id = o.order_id and c.state = 'open')
        and not exists (select 1 from ${of.deliveries} d where d.order_id = o.order_id)`,
  },
  {
    id: 'S5',
    says: 'a known authorization is decided, queued or in a case',
    ofOrders: (of) => `
      select o.order_id, 'authorized since ' || p.updated_at || ', still ' || o.state || ', in no queue' as why
      from ${of.operations} p join ${of.orders} o on o.order_id = p.order_id
      where p.kind = 'authorize' and p.state = 'authorized' and o.state not in ${FINAL}
        and p.updated_at < now() - interval '${DECIDED_WITHIN_MS} milliseconds'
        and not exists (select 1 from ${of.deliveries} d where d.order_id = o.order_id)
        and not exists (select 1 from ${of.deadLetters} d where d.order_id = o.order_id and d.redriven_at is null)
        and not exists (select 1 from ${of.cases} c where c.order_id = o.order_id and c.state = 'open')`,
  },
  {
    id: 'S6',
    says: 'a hold is committed or released once, as its order ended; nothing is oversold',
    ofOrders: (of) => `
      select coalesce(r.order_id, l.order_id) as order_id, coalesce(l.sku, r.sku) || ' is ' || coalesce(r.state, 'not held') || ' while the order is ' || o.state as why
      from ${of.orders} o join ${of.lines} l on l.order_id = o.order_id
      left join ${of.reservations} r on r.order_id = l.order_id and r.sku = l.sku
      where ((o.state = 'order_confirmed' and r.state is distinct from 'committed')
          or (o.state = 'failed_safely' and r.state in ('held', 'committed'))
          or (o.state in ('inventory_reserved', 'payment_authorizing', 'payment_pending') and r.state is distinct from 'held'
            and not coalesce(r.state = 'released' and r.settled_at >= r.held_until, false))
          or (o.state = 'needs_reconciliation' and r.state not in ('held', 'released')))`,
    beyondOrders: `select sku as subject, 'stock below zero' as why from inventory.stock where available < 0`,
  },
  {
    id: 'S7',
    says: 'every decision was made under an epoch that was current, and epochs only rise',
    ofOrders: (of) => `
      select t.order_id, 'version ' || t.version || ' under epoch ' || t.owner_epoch || ', the shard has ' || s.epoch as why
      from ${of.transitions} t join orders.shards s on s.shard = t.shard where t.owner_epoch > s.epoch
      union all
      select t.order_id, 'version ' || t.version || ' under epoch ' || t.owner_epoch || ' after ' || t.epoch_before
      from (select order_id, version, shard, owner_epoch, lag(owner_epoch) over moves as epoch_before, lag(shard) over moves as shard_before
        from ${of.transitions} window moves as (partition by order_id order by version)) t
      where t.shard = t.shard_before and t.owner_epoch < t.epoch_before`,
  },
  {
    id: 'S8',
    says: 'legal moves only, versions without a gap, none out of a final state',
    ofOrders: (of) => `
      select t.order_id, 'version ' || t.version || ': ' || coalesce(t.from_state, 'nothing') || ' to ' || t.to_state as why
      from (select order_id, version, from_state, to_state, lag(version) over moves as version_before, lag(to_state) over moves as state_before
        from ${of.transitions} window moves as (partition by order_id order by version)) t
      where coalesce(t.from_state, '') || '>' || t.to_state not in (${LEGAL})
        or (t.version > 1 and (t.version_before is distinct from t.version - 1 or t.state_before is distinct from t.from_state))
      union all
      select o.order_id, 'stands at version ' || o.version || ' ' || o.state || ', its history ends at ' || coalesce(t.version || ' ' || t.to_state, 'nothing')
      from ${of.orders} o left join (select distinct on (order_id) order_id, version, to_state from ${of.transitions} order by order_id, version desc) t
        on t.order_id = o.order_id
      where t.version is distinct from o.version or t.to_state is distinct from o.state`,
  },
  {
    id: 'S10',
    says: 'what was promised to be told was told once to each subscriber, or waits for it',
    ofOrders: (of) => `
      select m.order_id, m.message_id || ' is lost to ' || s.consumer as why
      from ${of.outbox} m join (values ${SUBSCRIPTIONS}) as s(schema, consumer) on s.schema = m.schema
      where not exists (select 1 from ${of.inbox} i where i.order_id = m.order_id and i.consumer = s.consumer and i.message_id = m.message_id)
        and not exists (select 1 from ${of.deliveries} d where d.order_id = m.order_id and d.message_id = m.message_id and d.consumer = s.consumer)
        and not exists (select 1 from ${of.deadLetters} d where d.order_id = m.order_id and d.message_id = m.message_id and d.consumer = s.consumer)
      union all
      select i.order_id, i.consumer || ' acted on ' || i.message_id || ', which nobody published' from ${of.inbox} i
      where i.consumer not in ('${PEER_CONSUMERS.join("', '")}') and not exists (select 1 from ${of.outbox} m where m.order_id = i.order_id and m.message_id = i.message_id)
      union all
      select o.order_id, 'confirmed, and order_confirmed was never published' from ${of.orders} o
      where o.state = 'order_confirmed'
        and not exists (select 1 from ${of.outbox} m where m.order_id = o.order_id and m.schema = 'order_confirmed')
      union all
      select i.order_id, i.message_id || ' was consumed by mail, and there is no mail' from ${of.inbox} i
      where i.consumer = 'mail'
        and not exists (select 1 from ${of.mails} m where m.order_id = i.order_id and m.message_id = i.message_id)`,
  },
  {
    id: 'S11',
    says: 'no operation was sent once the provider may have forgotten its key',
    ofOrders: (of) => `
      select e.order_id, e.payment_operation || ' was sent at ' || e.observed_at || ', first at ' || p.first_attempt_at as why
      from ${of.evidence} e join ${of.operations} p on p.order_id = e.order_id and p.operation = e.payment_operation
      where e.kind in ('call_answered', 'call_unanswered')
        and e.observed_at > p.first_attempt_at + interval '${SEND_WINDOW_MS + CALL_MS} milliseconds'`,
  },
  {
    id: 'S12',
    says: "authorized is the server's total, captured no more, refunded no more than that",
    ofOrders: (of) => `
      select o.order_id, 'total ' || o.total_minor || ', its lines come to ' || l.sum as why
      from ${of.orders} o join (select order_id, sum(quantity * unit_price_minor) as sum from ${of.lines} group by order_id) l
        on l.order_id = o.order_id
      where l.sum <> o.total_minor
      union all
      select p.order_id, p.operation || ' asks for ' || p.amount_minor || ' ' || p.currency || ', the order is ' || o.total_minor || ' ' || o.currency
      from ${of.operations} p join ${of.orders} o on o.order_id = p.order_id
      where ((p.kind = 'authorize' and (p.amount_minor <> o.total_minor or p.currency <> o.currency)) or (p.kind = 'capture' and p.amount_minor > o.total_minor))
      union all
      select b.order_id, 'refunded ' || b.refunded || ' of ' || t.taken
      from (select order_id, provider_reference, sum(amount_minor) as refunded from ${of.operations} where kind = 'refund' and state = 'acknowledged'
        group by order_id, provider_reference) b
      join (select order_id, provider_reference,
          coalesce(max(amount_minor) filter (where kind = 'capture' and state = 'acknowledged'), max(coalesce(authorized_minor, amount_minor))) as taken
        from ${of.operations} where kind in ('authorize', 'capture') group by order_id, provider_reference) t
        on t.order_id = b.order_id and t.provider_reference = b.provider_reference
      where b.refunded > t.taken
      union all
      select p.order_id, p.operation || ' was asked for by nobody' from ${of.operations} p
      where p.kind = 'refund'
        and not exists (select 1 from ${of.repairs} r where r.order_id = p.order_id and r.kind = 'refund' and r.state = 'applied' and r.after ->> 'operation' = p.operation)`,
  },
  {
    id: 'S13',
    says: 'every move left its evidence, and the audit is one unbroken chain',
    ofOrders: (of) => `
      select t.order_id, 'version ' || t.version || ' ' || t.to_state || ' left no evidence' as why from ${of.transitions} t
      where not exists (select 1 from ${of.evidence} e where e.order_id = t.order_id and e.order_version = t.version and e.kind = t.to_state)`,
    beyondOrders: `
      select 'audit ' || a.seq as subject, 'does not follow from the entry before it' as why
      from verified v cross join operations.audit a left join operations.audit b on b.seq = a.seq - 1
      where (a.seq > v.seq or (a.seq > v.again_after and a.seq <= v.again_to))
        and ((b.seq is null and a.seq > 1) or a.prev_hash <> coalesce(b.hash, decode(repeat('00', 32), 'hex'))
          or a.hash <> sha256(convert_to(concat_ws(E'\\x1f', a.seq, encode(a.prev_hash, 'hex'), (extract(epoch from a.at) * 1000)::bigint, a.actor, a.role,
            a.action, a.object, a.operation_id, coalesce(a.request_id, ''), coalesce(a.reason, ''), a.detail::text), 'UTF8')))
      union all
      select 'audit ' || v.head, 'is gone' from verified v where v.head > 0 and not exists (select 1 from operations.audit a where a.seq = v.head)`,
  },
  {
    id: 'S15',
    says: 'degraded mode was left only with its evidence, over the whole ramp',
    // a mode belongs to no order
    ofOrders: (of) => `select order_id, '' as why from ${of.orders} where false`,
    beyondOrders: `
      with steps as (
        select c.*, b.to_state as before_state, b.ramp_percent as before_percent from operations.degraded_changes c
        left join operations.degraded_changes b on b.region = c.region and b.version = c.version - 1
      )
      select 'mode ' || region || ' ' || version as subject, 'normal, but not after the whole ramp' as why from steps
      where to_state = 'normal' and (before_state is distinct from 'recovering' or before_percent is distinct from 100)
      union all
      select 'mode ' || region || ' ' || version, 'the ramp went up by more than a step' from steps
      where to_state = 'recovering' and before_state = 'recovering' and ramp_percent > before_percent
        and ramp_percent is distinct from operations.next_ramp_step(before_percent)
      union all
      select 'mode ' || region || ' ' || version, 'left, and no checklist held in the two minutes before it' from steps s
      where change = 'recovery_began' and not exists (
        select 1 from operations.exit_checks e where e.episode_id = s.episode_id and e.region = s.region and e.holds
          and e.checked_at between s.changed_at - interval '2 minutes' and s.changed_at + interval '1 second')
      union all
      select 'mode ' || region || ' ' || version, 'glass was broken without a second person' from steps s
      where change = 'glass_broken' and not exists (
        select 1 from operations.broken_glass g where g.episode_id = s.episode_id and g.region = s.region and g.agreed_by <> g.asked_by)
      union all
      select 'mode ' || m.region, 'stands at a version that left no change' from operations.degraded_mode m
      where not exists (select 1 from operations.degraded_changes c where c.region = m.region and c.version = m.version and c.to_state = m.state)`,
  },
];
