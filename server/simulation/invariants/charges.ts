/**
 * S1, S11, S12 at the provider: per order at most one charge stands, all under `pay:ORDER_ID`, for the server's own amount; never more
 * captured than authorized or refunded than captured; and nothing is sent again once the provider may have forgotten its key.
 */
import { SEND_WINDOW_MS } from '../../domain/payment';
import type { LedgerRow } from '../provider-ledger';
import type { Report } from './violation';
import { databaseOf, type Witnesses } from './witnesses';

export class ChargeChecks {
  private readonly sends = new Map<string, number>();
  private readonly lookUps = new Map<string, number>();
  private readonly firstSentAtMs = new Map<string, number>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onLedgerRow(row: LedgerRow): void {
    const { ledger } = this.witnesses;
    const own = ledger.of(row.orderId);
    const sum = (kind: LedgerRow['kind']) =>
      own
        .filter((each) => each.kind === kind && each.intentId === row.intentId)
        .reduce((total, each) => total + each.amountMinor, 0);
    switch (row.kind) {
      case 'authorized':
        // nobody of ours asked for it
        if (row.idempotencyKey === null) return;
        if (ledger.standing(row.orderId).length > 1) this.report('S1', `two charges stand for ${row.orderId}`);
        if (row.idempotencyKey !== `pay:${row.orderId}`) this.report('S1', `charged under ${row.idempotencyKey}`);
        return;
      case 'captured':
        if (sum('captured') > sum('authorized')) this.report('S12', `captured more than authorized for ${row.orderId}`);
        if (own.some((each) => each.kind === 'voided' && each.intentId === row.intentId))
          this.report('S12', `captured after the void of ${row.orderId}`);
        return;
      case 'refunded':
        if (sum('refunded') > sum('captured')) this.report('S12', `refunded more than captured for ${row.orderId}`);
        return;
      case 'voided':
      case 'declined':
        return;
      default:
        row.kind satisfies never;
    }
  }

  /** Look-ups have a budget: the ladder's checks, and a few more for claims whose record was lost. */
  onLookUp(operation: string): void {
    const count = (this.lookUps.get(operation) ?? 0) + 1;
    this.lookUps.set(operation, count);
    if (count > MOST_LOOK_UPS) this.report('S17', `${operation} is looked up ${count} times`);
  }

  /** A call that can move money leaves one of our processes. */
  onSend(operation: string, orderId: string): void {
    const nowMs = this.witnesses.nowMs();
    const first = this.firstSentAtMs.get(operation) ?? nowMs;
    this.firstSentAtMs.set(operation, first);
    if (nowMs - first >= SEND_WINDOW_MS)
      this.report('S11', `${operation} is sent ${nowMs - first} ms after its first try`);
    const db = databaseOf(this.witnesses, orderId);
    const name = operation.replace(/#.*$/, '');
    const row = db.operations.of(orderId).find((each) => each.operation === name);
    const sends = (this.sends.get(operation) ?? 0) + 1;
    this.sends.set(operation, sends);
    if (row?.kind === 'authorize' && sends > MOST_SENDS) this.report('S17', `${operation} is sent ${sends} times`);
    if (row === undefined) return this.report('S1', `${operation} is sent without a durable operation`);
    const late = row.kind === 'authorize' && row.lastSendAtMs !== null && nowMs > row.lastSendAtMs + SKEW_MS;
    if (late) this.report('S4', `${operation} is sent after the instant from which nothing can be on its way`);
  }
}

/** One first try and two retries: the receiver's layer is the only one. */
const MOST_SENDS = 3;
const MOST_LOOK_UPS = 24;

/** Clocks of processes may be off by this much. */
const SKEW_MS = 500;
