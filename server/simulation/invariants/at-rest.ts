/**
 * After the quiet phase, when all faults are healed and nothing is due any more: L1 and L2 (every intent is final or visibly in a
 * person's hands), S5 and S16 (all money has an order, a compensation or a case), S6 (no ended hold keeps stock), S10 (every promise to
 * tell was kept), S13 (every chain verifies). S16 counts to the cent,
 * repairs included.
 */
import { verifyChain } from '../../domain/evidence-chain';
import { isFinal } from '../../domain/order';
import type { OrderRecord } from '../../domain/order-record';
import { sha256 } from '../memory/evidence-rows';
import type { MemoryDatabase } from '../memory/memory-database';
import type { EffectChecks } from './effects';
import type { Report } from './violation';
import type { Witnesses } from './witnesses';

export function checkAtRest(witnesses: Witnesses, effects: EffectChecks, report: Report): void {
  for (const db of Object.values(witnesses.databases)) {
    for (const order of db.orders.values()) {
      checkLiveness(db, order, report);
      checkMoney(witnesses, db, order, report);
      checkHold(db, order, witnesses.nowMs(), report);
      const chain = verifyChain(db.evidence.of(order.orderId), sha256);
      if (!chain.ok) report('S13', `${order.orderId}: the chain breaks at ${chain.seq}: ${chain.why}`);
    }
    checkPeople(db, witnesses.nowMs(), report);
    checkTold(db, effects, report);
  }
  checkSales(Object.values(witnesses.databases), report);
}

const hasOpenCase = (db: MemoryDatabase, orderId: string): boolean =>
  db.cases.of(orderId).some(({ state }) => state === 'open');

const hasDeadLetter = (db: MemoryDatabase, orderId: string): boolean =>
  [...db.deadLetters.values()].some((letter) => letter.orderId === orderId);

function checkLiveness(db: MemoryDatabase, order: OrderRecord, report: Report): void {
  if (isFinal(order.state) || hasOpenCase(db, order.orderId) || hasDeadLetter(db, order.orderId)) return;
  report('L1', `${order.orderId} stays ${order.state} (${order.reason ?? 'no reason'}) and nobody sees it`);
}

/** Written out once more: what the product calls its grace, and time for a round or two. */
const HELD_OVER_MS = 10 * 60_000;

/** An order may wait for days; its items do not. */
function checkHold(db: MemoryDatabase, { orderId, state }: OrderRecord, nowMs: number, report: Report): void {
  for (const row of db.reservations.of(orderId))
    if (row.state === 'held' && row.heldUntilMs + HELD_OVER_MS < nowMs)
      report('S6', `${orderId} is ${state} and keeps ${row.quantity} ${row.sku} after its hold has ended`);
}

function checkMoney(witnesses: Witnesses, db: MemoryDatabase, order: OrderRecord, report: Report): void {
  const { orderId } = order;
  const standing = witnesses.ledger.standing(orderId);
  if (order.state === 'failed_safely' && standing.length > 0 && !hasOpenCase(db, orderId))
    report('S5', `${orderId} failed safely and the provider still holds ${standing[0]?.amountMinor}`);
  if (standing.length > 0 && !isFinal(order.state) && !hasOpenCase(db, orderId) && !hasDeadLetter(db, orderId))
    report('S5', `${orderId} is ${order.state} and the provider holds its money`);
  if (order.state === 'order_confirmed' && !hasOpenCase(db, orderId)) checkConserved(witnesses, db, order, report);
}

/** To the cent: what was captured and not given back is the order's total less what people have ordered back. */
function checkConserved(witnesses: Witnesses, db: MemoryDatabase, order: OrderRecord, report: Report): void {
  const { orderId, total } = order;
  const own = witnesses.ledger.own(orderId);
  const sum = (kind: 'captured' | 'refunded'): number =>
    own.reduce((minor, row) => minor + (row.kind === kind ? row.amountMinor : 0), 0);
  const orderedMinor = db.refunds.of(orderId).reduce((minor, refund) => minor + refund.amountMinor, 0);
  if (witnesses.ledger.standing(orderId).length === 0 && orderedMinor < total.amountMinor)
    return report('S3', `${orderId} is confirmed and the provider holds nothing`);
  const keptMinor = sum('captured') - sum('refunded');
  if (keptMinor !== total.amountMinor - orderedMinor)
    report(
      'S16',
      `${orderId} is confirmed over ${total.amountMinor}, ${orderedMinor} of it ordered back; kept are ${keptMinor}, and no case says so`,
    );
}

/** What people have asked for is decided, or parked where they see it; and what they left too long was told again. */
function checkPeople(db: MemoryDatabase, nowMs: number, report: Report): void {
  for (const { orderId, repairId, state } of db.repairs.all())
    if (state === 'requested' && !hasDeadLetter(db, orderId))
      report('L1', `${repairId} was asked for and nobody decides it`);
  for (const { caseId, dueAtMs, escalatedAtMs, openedAtMs, state } of db.cases.all()) {
    if (state !== 'open') continue;
    if (dueAtMs <= openedAtMs) report('S5', `${caseId} is open and due before it was opened`);
    if (dueAtMs + HELD_OVER_MS < nowMs && escalatedAtMs === null)
      report('S5', `${caseId} is open, past due, and nobody was told`);
  }
}

function checkTold(db: MemoryDatabase, effects: EffectChecks, report: Report): void {
  for (const order of db.orders.values()) {
    if (order.state !== 'order_confirmed') continue;
    const messageId = `msg:order_confirmed:${order.orderId}:v${order.version}`;
    for (const consumer of ['mail', 'sales'] as const) {
      const parked = db.deadLetters.has(`${order.orderId}|${messageId}|${consumer}`);
      if (!parked && !effects.acted(consumer, order.orderId, messageId))
        report('S10', `${consumer} never acted on the confirmation of ${order.orderId}`);
    }
  }
}

/** The sales of an hour stay where they were counted: what both regions counted is what both confirmed. */
function checkSales(databases: readonly MemoryDatabase[], report: Report): void {
  const all = <Row>(of: (db: MemoryDatabase) => Iterable<Row>): Row[] => databases.flatMap((db) => [...of(db)]);
  const parked = new Set(
    all((db) => db.deadLetters.values())
      .filter(({ consumer }) => consumer === 'sales')
      .map(({ orderId }) => orderId),
  );
  const confirmed = all((db) => db.orders.values()).filter(
    ({ orderId, state }) => state === 'order_confirmed' && !parked.has(orderId),
  );
  const due = confirmed.reduce((sum, { total }) => sum + total.amountMinor, 0);
  const counted = all((db) => db.sales.values()).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  if (due !== counted) report('S10', `sales counted ${counted}, confirmed are ${due}`);
}
