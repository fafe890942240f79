/**
 * The independent witness: one row for each thing that really happened to money, in order, never changed. Tests and
 * the reconciler count charges here, whatever anybody was told.
 */
import type { IntentRecord, LedgerRow, Movement } from './records';

export class Ledger {
  readonly #rows: LedgerRow[] = [];
  readonly #byOperation = new Map<string, LedgerRow[]>();

  add(row: LedgerRow): void {
    this.#rows.push(row);
    if (row.operation === null) return;
    const rows = this.#byOperation.get(row.operation);
    if (rows) rows.push(row);
    else this.#byOperation.set(row.operation, [row]);
  }

  /** Rows for these movements, numbered after the last one. They are not in the ledger until they are added. */
  rowsFor(intent: IntentRecord, moved: readonly Movement[], nowMs: number, key: string | null): LedgerRow[] {
    return moved.map(({ kind, amount_minor }, index) => ({
      seq: this.#rows.length + index + 1,
      at: new Date(nowMs).toISOString(),
      kind,
      operation: intent.metadata.payment_operation ?? null,
      payment_intent: intent.id,
      amount_minor,
      currency: intent.currency.toUpperCase(),
      idempotency_key: key,
    }));
  }

  rows(operation: string | null): readonly LedgerRow[] {
    return operation === null ? this.#rows : (this.#byOperation.get(operation) ?? []);
  }
}
