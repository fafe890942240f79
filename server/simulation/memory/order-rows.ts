/** What guards an order's history: continuity, legality, one ending and the fence, as the migration writes them. */
import { LEGAL_TRANSITIONS, type OrderState } from '../../domain/order';
import type { OrderRecord } from '../../domain/order-record';
import type { MemoryDatabase } from './memory-database';
import { check, raise, references, unique } from './refusal';
import type { TransitionRow } from './rows';

const LEGAL = new Set(LEGAL_TRANSITIONS.map(([from, to]) => `${from ?? ''}>${to}`));
const ENDINGS: readonly OrderState[] = ['order_confirmed', 'failed_safely'];

/** True while `epoch` is the shard's current one. */
export function holdsEpoch(db: MemoryDatabase, shard: number, epoch: number): boolean {
  return db.defects.has('no_fence') ? db.shard(shard) !== undefined : db.shard(shard)?.epoch === epoch;
}

export function insertTransition(db: MemoryDatabase, row: TransitionRow): void {
  const guarded = !db.defects.has('no_final_guard');
  if (!holdsEpoch(db, row.shard, row.ownerEpoch))
    raise('EV001', `fenced: epoch ${row.ownerEpoch} of shard ${row.shard}`);
  const noGap =
    row.version === 1
      ? row.fromVersion === null && row.fromState === null
      : row.version > 1 && row.fromVersion === row.version - 1 && row.fromState !== null;
  if (guarded) check(LEGAL.has(`${row.fromState ?? ''}>${row.toState}`), 'transitions_legal_check');
  check(noGap, 'transitions_no_gap_check');
  const earlier = db.transitions.of(row.orderId);
  unique(!earlier.some((each) => each.version === row.version), 'transitions_pkey');
  if (guarded && ENDINGS.includes(row.toState))
    unique(!earlier.some((each) => ENDINGS.includes(each.toState)), 'transitions_one_ending_key');
  db.transitions.add(row.orderId, row);
  db.changed({ kind: 'transition', row, currentEpoch: db.shard(row.shard)?.epoch ?? -1 });
}

/** The foreign keys that PostgreSQL checks at the end of the statement. */
export function checkHistory(db: MemoryDatabase, orderId: string): void {
  const steps = db.transitions.of(orderId);
  for (const step of steps) {
    if (step.fromVersion === null || db.defects.has('no_final_guard')) continue;
    references(
      steps.some(
        (each) => each.version === step.fromVersion && each.toState === step.fromState && each.shard === step.shard,
      ),
      'transitions_continue_fkey',
    );
  }
  const order = db.orders.get(orderId);
  if (order === undefined) return;
  references(
    steps.some((each) => each.version === order.version && each.toState === order.state && each.shard === order.shard),
    'orders_state_fkey',
  );
}

export function checkOrderRow(order: OrderRecord): void {
  check(order.total.amountMinor > 0, 'orders_total_check');
  check(order.version >= 1, 'orders_version_check');
}

export function insertOrder(db: MemoryDatabase, order: OrderRecord): void {
  checkOrderRow(order);
  db.orders.put(order.orderId, order);
}

export function updateOrder(db: MemoryDatabase, before: OrderRecord, after: OrderRecord): void {
  if (after.version !== before.version + 1)
    raise('EV004', `order ${before.orderId}: version ${after.version} cannot follow`);
  db.orders.put(after.orderId, after);
}
