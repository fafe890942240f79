/**
 * S2, S3, S4, S8 at every commit: legal moves only, versions without a gap, one ending; confirmed only with the provider's own
 * authorization and a hold for every line; failed safely only without a standing charge.
 */
import type { TransitionRow } from '../memory/rows';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

/** Written out once more, on purpose: a check that read the product's own table would prove nothing about it. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  '': ['order_intent_saved'],
  order_intent_saved: ['inventory_reserved', 'failed_safely'],
  inventory_reserved: ['payment_authorizing', 'failed_safely'],
  payment_authorizing: ['payment_pending', 'order_confirmed', 'failed_safely', 'needs_reconciliation'],
  payment_pending: ['order_confirmed', 'failed_safely', 'needs_reconciliation'],
  needs_reconciliation: ['order_confirmed', 'failed_safely'],
  order_confirmed: [],
  failed_safely: [],
};

export class OutcomeChecks {
  private readonly last = new Map<string, { readonly version: number; readonly state: string }>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onTransition(row: TransitionRow): void {
    const last = this.last.get(row.orderId) ?? { version: 0, state: '' };
    if (row.version !== last.version + 1)
      this.report('S8', `${row.orderId}: version ${row.version} after ${last.version}`);
    if (LEGAL[last.state]?.includes(row.toState) !== true)
      this.report(
        last.state === 'order_confirmed' || last.state === 'failed_safely' ? 'S2' : 'S8',
        `${row.orderId}: ${last.state} > ${row.toState}`,
      );
    this.last.set(row.orderId, { version: row.version, state: row.toState });
  }

  /** Once the transaction's rows are all there. */
  onEnding(row: TransitionRow): void {
    if (row.toState === 'order_confirmed') this.confirmed(row);
    if (row.toState === 'failed_safely') this.failedSafely(row);
    if (row.reason === 'checks_ran_out') this.ranOut(row);
  }

  private confirmed(row: TransitionRow): void {
    const { ledger } = this.witnesses;
    const db = databaseOf(this.witnesses, row.orderId);
    const order = db.orders.get(row.orderId);
    if (order === undefined) return this.report('S3', `${row.orderId} is confirmed and is not there`);
    const pay = db.operations.of(row.orderId).find(({ kind }) => kind === 'authorize');
    const charge = ledger.standing(row.orderId).find(({ intentId }) => intentId === pay?.providerReference);
    if (charge === undefined)
      this.report('S3', `${row.orderId} is confirmed without its authorization at the provider`);
    else if (charge.amountMinor !== order.total.amountMinor || charge.currency !== order.total.currency)
      this.report('S12', `${row.orderId} is confirmed over ${charge.amountMinor} ${charge.currency}`);
    for (const line of db.lines.of(row.orderId)) {
      const hold = db.reservations.of(row.orderId).find(({ sku }) => sku === line.sku);
      if (hold?.state !== 'committed' || hold.quantity !== line.quantity)
        this.report('S3', `${row.orderId} is confirmed without a hold on ${line.sku}`);
      else if (hold.heldUntilMs <= row.decidedAtMs)
        this.report('S3', `${row.orderId} is confirmed after its hold had ended`);
    }
  }

  /** An outcome that was recorded is told with it; only one that could not be read may come to people like this. */
  private ranOut({ orderId }: TransitionRow): void {
    const db = databaseOf(this.witnesses, orderId);
    const pay = db.operations.of(orderId).find(({ kind }) => kind === 'authorize');
    const isKnown = pay !== undefined && !OPEN.includes(pay.state);
    const isParked = [...db.deadLetters.values()].some((letter) => letter.orderId === orderId);
    if (isKnown && !isParked)
      this.report('L1', `${orderId} is ${pay.state} at the provider, and its owner was never told`);
  }

  private failedSafely(row: TransitionRow): void {
    const { ledger } = this.witnesses;
    if (ledger.standing(row.orderId).length > 0)
      this.report('S4', `${row.orderId} failed safely (${row.reason}) while the provider holds its charge`);
    const never = row.reason === 'out_of_stock' || row.reason === 'intent_expired' || row.reason === 'withdrawn';
    const db = databaseOf(this.witnesses, row.orderId);
    const keptMs = row.decidedAtMs - (db.orders.get(row.orderId)?.createdAtMs ?? 0);
    if (row.reason === 'intent_expired' && row.fromState === 'inventory_reserved' && keptMs < INTENT_KEPT_MS)
      this.report('S4', `${row.orderId} failed as expired after ${keptMs} ms`);
    if (never && db.operations.of(row.orderId).length > 0)
      this.report('S4', `${row.orderId} failed as ${row.reason} although a payment was sent`);
    if (row.reason === 'declined' && !ledger.of(row.orderId).some(({ kind }) => kind === 'declined'))
      this.report('S4', `${row.orderId} failed as declined, the provider declined nothing`);
  }
}

/** As long as an intent is kept whose payment was refused for now; a clock may be off. */
const INTENT_KEPT_MS = 30 * 60_000 - 1_000;
const OPEN: readonly string[] = ['intended', 'unknown', 'requires_action', 'processing'];
