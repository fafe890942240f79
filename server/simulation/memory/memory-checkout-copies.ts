/** Copies of checkouts that the other region owns, in memory. */
import type { CheckoutCopy, CheckoutCopyStore } from '../../stores/checkout-copies';
import type { CopyRow } from './intent-rows';
import type { MemoryDatabase } from './memory-database';
import type { Synchronous } from './synchronous';

export function memoryCheckoutCopies(db: MemoryDatabase): Synchronous<CheckoutCopyStore> {
  const change = (orderId: string, to: (row: CopyRow) => CopyRow): void =>
    db.transaction(() => {
      const row = db.checkoutCopies.get(orderId);
      if (row !== undefined) db.checkoutCopies.put(orderId, to(row));
    });
  const oldest = (keep: (row: CopyRow) => boolean, most: number): CopyRow[] =>
    [...db.checkoutCopies.values()]
      .filter(keep)
      .sort((a, b) => a.copiedAtMs - b.copiedAtMs)
      .slice(0, most);
  return {
    keep: (checkouts, ownerHasIt, sends, nowMs) =>
      db.transaction(() => {
        for (const checkout of checkouts)
          if (!db.checkoutCopies.has(checkout.orderId))
            db.checkoutCopies.put(checkout.orderId, { ...checkout, ownerHasIt, sends, copiedAtMs: nowMs });
      }),
    get: (orderId) => {
      const row = db.checkoutCopies.get(orderId);
      return row === undefined ? null : copyOf(row);
    },
    sending: (orderId) => change(orderId, (row) => (row.ownerHasIt ? row : { ...row, sends: row.sends + 1 })),
    notSent: (orderId) => change(orderId, (row) => ({ ...row, sends: Math.max(0, row.sends - 1) })),
    ownerHas: (orderId) => change(orderId, (row) => ({ ...row, ownerHasIt: true })),
    owed: (copiedFromMs, most) => oldest((row) => !row.ownerHasIt && row.copiedAtMs >= copiedFromMs, most).map(copyOf),
    forget: (copiedBeforeMs, most) =>
      db.transaction(() => {
        const gone = oldest((row) => row.copiedAtMs < copiedBeforeMs, most);
        for (const { orderId } of gone) db.checkoutCopies.delete(orderId);
        return gone.length;
      }),
  };
}

const copyOf = ({ copiedAtMs: _copiedAtMs, ...copy }: CopyRow): CheckoutCopy => copy;
