/** Somebody charges past us, and perhaps gives it back: by hand in the provider's own console, or from another program under our account. */
import type { Ground } from './ground';
import type { Change } from './memory/change';
import type { MemoryDatabase } from './memory/memory-database';
import { findRepair } from './memory/repair-rows';
import type { LedgerRow } from './provider-ledger';

/** Long enough for a sweep to find it, and for people to take it up. */
const RETURN_MS = { least: 9_000, most: 40_000 };
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
      const intentId = provider.chargeOutside(kind === 'foreign_charge' ? nobody : orderId, amountMinor, currency);
      if (faults.strikes('foreign_return', intentId))
        scheduler.after(faults.stream('foreign_return').between(RETURN_MS.least, RETURN_MS.most), null, () => {
          provider.cancelOutside(intentId);
          return false;
        });
      return false;
    });
  }
}

const BY_HAND_MS = { least: 300, most: 5_000 };

/** Called for every change: somebody gives back by hand, in the provider's own console, what is proposed here to be given back. */
export function voidedByHand({ faults, provider, scheduler }: Ground, db: MemoryDatabase, change: Change): void {
  if (change.kind !== 'repair' || change.before !== null || change.after.state !== 'proposed') return;
  const { kind, orderId, providerReference, repairId } = change.after;
  if (kind !== 'void' || providerReference === null || !faults.strikes('voided_by_hand', repairId)) return;
  scheduler.after(faults.stream('voided_by_hand').between(BY_HAND_MS.least, BY_HAND_MS.most), null, () => {
    if (findRepair(db, orderId, repairId)?.state === 'proposed') provider.cancelOutside(providerReference);
    return false;
  });
}
