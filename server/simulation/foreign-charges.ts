/** Somebody charges past us: by hand in the provider's own console, or from another program under our account. */
import type { Ground } from './ground';
import type { LedgerRow } from './provider-ledger';

const AFTER_MS = { least: 0, most: 6_000 };

/** Called for every ledger row; now and then a customer's own charge has company. */
export function foreignCharges({ faults, provider, scheduler }: Ground, row: LedgerRow): void {
  if (row.kind !== 'authorized' || row.idempotencyKey === null) return;
  const { amountMinor, currency, operation, orderId } = row;
  for (const kind of ['foreign_duplicate', 'foreign_charge'] as const) {
    if (!faults.strikes(kind, operation)) continue;
    const stream = faults.stream(kind);
    const nobody = stream.chance(0.5) ? '' : `ord_nobody${stream.between(1, 99)}`;
    scheduler.after(stream.between(AFTER_MS.least, AFTER_MS.most), null, () => {
      provider.chargeOutside(kind === 'foreign_charge' ? nobody : orderId, amountMinor, currency);
      return false;
    });
  }
}
