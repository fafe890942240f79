/** The provider's own ledger: what really happened to money, kept apart from everything that the product believes (witness P). */
import type { PaymentIntentStatus } from '../domain/payment';

export interface LedgerRow {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined';
  /** `pay:ORDER_ID`, so that all of an order's money is found under it. */
  readonly operation: string;
  readonly orderId: string;
  readonly intentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Null: charged past us, in the provider's own console. */
  readonly idempotencyKey: string | null;
}

/** One payment intent as the provider keeps it; replaced, never changed. */
export interface ProviderIntent {
  readonly id: string;
  readonly operation: string;
  readonly orderId: string;
  readonly status: PaymentIntentStatus;
  readonly amountMinor: number;
  readonly currency: string;
  readonly declineCode: string | null;
  readonly refundedMinor: number;
  readonly createdAtMs: number;
}

export class ProviderLedger {
  readonly rows: LedgerRow[] = [];
  onRow: (row: LedgerRow) => void = () => undefined;

  add(row: Omit<LedgerRow, 'seq'>): void {
    const numbered = { seq: this.rows.length + 1, ...row };
    this.rows.push(numbered);
    this.onRow(numbered);
  }

  of(orderId: string): LedgerRow[] {
    return this.rows.filter((row) => row.orderId === orderId);
  }

  /** Of an order, without what was charged past us. */
  own(orderId: string): LedgerRow[] {
    const rows = this.of(orderId);
    const foreign = new Set(
      rows.flatMap(({ idempotencyKey, intentId, kind }) =>
        kind === 'authorized' && idempotencyKey === null ? [intentId] : [],
      ),
    );
    return rows.filter(({ intentId }) => !foreign.has(intentId));
  }

  /** Authorizations of ours of an order that were not given back: what a customer would call "charged". */
  standing(orderId: string): LedgerRow[] {
    const own = this.of(orderId);
    return own.filter(
      ({ idempotencyKey, intentId, kind }) =>
        kind === 'authorized' && idempotencyKey !== null && !isGoneFrom(own, intentId),
    );
  }

  /** Whether all of what an intent held was given back. */
  isGone(intentId: string): boolean {
    return isGoneFrom(this.rows, intentId);
  }
}

const isGoneFrom = (rows: readonly LedgerRow[], intentId: string): boolean =>
  rows.some((row) => row.intentId === intentId && row.kind === 'voided') || isRefunded(rows, intentId);

/** All of what was captured. */
function isRefunded(own: readonly LedgerRow[], intentId: string): boolean {
  const sum = (kind: LedgerRow['kind']): number =>
    own.reduce((minor, row) => minor + (row.intentId === intentId && row.kind === kind ? row.amountMinor : 0), 0);
  return sum('refunded') > 0 && sum('refunded') >= sum('captured');
}
