/**
 * L2, and the money side of the answer: at any instant every order that is not decided says why it waits, what is missing and what
 * comes next, by the product's own explanation of its records; and where the provider's ledger holds money, none is explained away.
 */
import { explain } from '../../domain/explanation/explanation';
import { isFinal } from '../../domain/order';
import type { OrderRecord } from '../../domain/order-record';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Report } from './violation';
import type { Witnesses } from './witnesses';

export function checkExplained(witnesses: Witnesses, report: Report): void {
  for (const [region, db] of Object.entries(witnesses.databases))
    for (const order of db.orders.values())
      if (witnesses.owners.ownerOf(order.orderId) === region) checkOne(witnesses, db, order, report);
}

function checkOne({ ledger, nowMs }: Witnesses, db: MemoryDatabase, order: OrderRecord, report: Report): void {
  const { orderId, state } = order;
  const isHeld = db.reservations.of(orderId).some((hold) => hold.state === 'held');
  const cases = db.cases.of(orderId).map(({ atRiskMinor, currency, ...row }) => ({
    ...row,
    atRisk: { amountMinor: atRiskMinor, currency },
  }));
  const told = explain(
    { ...order, region: order.region === 'west' ? 'west' : 'east', heldUntilMs: isHeld ? order.heldUntilMs : null },
    db.evidence.of(orderId),
    db.operations.of(orderId),
    cases,
    nowMs(),
  );
  if (ledger.standing(orderId).length > 0 && !('atMost' in told.money))
    report('S4', `the money of ${orderId} is explained as ${told.money.position}, and the provider holds it`);
  if (isFinal(state)) return;
  if (told.cause === null || told.nextStep === null || told.sentences.length === 0)
    report('L2', `${orderId} is ${state}, and nothing says why it waits or what comes next`);
  const waitsFor = told.missing.length + told.awaited.length + told.unknown.length;
  if (waitsFor === 0 && !cases.some(({ closedAtMs }) => closedAtMs === null))
    report('L2', `${orderId} is ${state}, and names nothing that is missing`);
}
