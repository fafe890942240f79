/** One intent with its hold and its payment operation, written in one statement: nothing of it or all of it. */
import type { Placement } from '../domain/placement';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { instant, refusalCode, type Sql } from './sql';

export type PlaceAnswer =
  | { readonly kind: 'placed' }
  /** The key was used before: read the record and answer from it. */
  | { readonly kind: 'already_placed' }
  | { readonly kind: 'out_of_stock' }
  /** This region does not own the shard (any more), or is handing it over. */
  | { readonly kind: 'not_owner' }
  /** A worker took the shard in this very moment: the same placement may be tried again at once. */
  | { readonly kind: 'epoch_rose' };

/*
 * Locking: the insert of the order row decides between equal submits; a second one waits for the first and finds it. Stock rows are
 * locked in sku order. The epoch is the shard's own; the trigger on transitions holds its shared lock until commit.
 */
const PLACE = `
with intent as (
  insert into orders.orders (order_id, shard, region, reference, state, version, reason, owner_epoch, total_minor, currency, email, cart_id,
    cart_version, payment_method, payload_fingerprint, status_token_hash, held_until, deadline_at, created_at, updated_at)
  select $1, s.shard, s.region, $4, $5, $6, $7, s.epoch, $8, $9, $10, $11, $12, $13, $14, decode($15, 'hex'),
    ${instant('$16')}, ${instant('$17')}, ${instant('$18')}, ${instant('$18')}
  from orders.shards s where s.shard = $2 and s.region = $3 and s.standing = 'open'
  on conflict (order_id) do nothing
  returning order_id, shard, owner_epoch
), steps as (
  insert into orders.transitions (order_id, version, shard, from_version, from_state, to_state, reason, owner_epoch, decided_by, decided_at)
  select i.order_id, t.version, i.shard, nullif(t.version - 1, 0), t.from_state, t.to_state, t.reason, i.owner_epoch, 'system:checkout-gateway', ${instant('$18')}
  from intent i, unnest($19::int[], $20::text[], $21::text[], $22::text[]) as t(version, from_state, to_state, reason)
), line as (
  insert into orders.lines (order_id, sku, name, quantity, unit_price_minor)
  select i.order_id, l.sku, l.name, l.quantity, l.unit_price_minor
  from intent i, unnest($23::text[], $24::text[], $25::int[], $26::int[]) as l(sku, name, quantity, unit_price_minor)
), held as (
  insert into inventory.reservations (order_id, sku, quantity, held_until, reserved_at)
  select i.order_id, l.sku, l.quantity, ${instant('$16')}, ${instant('$18')}
  from intent i, unnest($23::text[], $25::int[]) as l(sku, quantity) where $27
), taken as (
  update inventory.stock s set available = s.available - l.quantity, updated_at = ${instant('$18')}
  from intent i, unnest($23::text[], $25::int[]) as l(sku, quantity)
  where $27 and s.sku = l.sku
), operation as (
  insert into payments.operations (order_id, operation, kind, amount_minor, currency, payment_method, attempts, first_attempt_at, last_send_at,
    next_check_at, intended_at, updated_at)
  select i.order_id, $28, 'authorize', $8, $9, $13, 1, ${instant('$18')}, ${instant('$29')}, ${instant('$30')}, ${instant('$18')}, ${instant('$18')}
  from intent i where $28::text is not null
), witnessed as (
  insert into orders.evidence (${EVIDENCE_COLUMNS})
  select ${evidenceSelect('i.owner_epoch')} from intent i, ${evidenceRecordset('$31')} order by e.ord
)
select (select count(*) from intent)::int as placed,
  exists (select 1 from orders.orders o where o.order_id = $1) as known,
  exists (select 1 from orders.shards s where s.shard = $2 and s.region = $3 and s.standing = 'open') as owned`;

export async function place(sql: Sql, placement: Placement): Promise<PlaceAnswer> {
  const { intent } = placement;
  const lines = [...intent.lines].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  try {
    const rows = await sql.rows<{ placed: number; known: boolean; owned: boolean }>('orders_place', PLACE, [
      intent.orderId,
      intent.shard,
      intent.region,
      intent.reference,
      placement.state,
      placement.version,
      placement.reason,
      intent.total.amountMinor,
      intent.total.currency,
      intent.email,
      intent.cartId,
      intent.cartVersion,
      intent.paymentMethod,
      intent.payloadFingerprint,
      intent.statusTokenHash,
      placement.heldUntilMs,
      placement.deadlineAtMs,
      placement.nowMs,
      placement.transitions.map((step) => step.version),
      placement.transitions.map((step) => step.from),
      placement.transitions.map((step) => step.to),
      placement.transitions.map((step) => step.reason),
      lines.map((line) => line.sku),
      lines.map((line) => line.name),
      lines.map((line) => line.quantity),
      lines.map((line) => line.unitPriceMinor),
      placement.hold,
      placement.operation?.operation ?? null,
      placement.operation?.lastSendAtMs ?? null,
      placement.operation?.nextCheckAtMs ?? null,
      evidenceJson(placement.evidence),
    ]);
    const answer = rows[0];
    if (answer === undefined) throw new Error('orders_place answered no row');
    if (answer.placed === 1) return { kind: 'placed' };
    return answer.owned
      ? { kind: 'already_placed' }
      : answer.known
        ? { kind: 'already_placed' }
        : { kind: 'not_owner' };
  } catch (error) {
    const refusal = refusalCode(error);
    if (refusal?.constraint === 'stock_available_check' || refusal?.constraint === 'reservations_sku_fkey')
      return { kind: 'out_of_stock' };
    // the epoch rose while the statement ran; nothing of it happened, and the next try reads the new one
    if (refusal?.code === 'EV001') return { kind: 'epoch_rose' };
    if (refusal?.code === 'EV010') return { kind: 'not_owner' };
    throw error;
  }
}
