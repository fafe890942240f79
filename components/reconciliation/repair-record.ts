/** One repair as the panel tells it; what the server sends has this shape. */
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { REPAIR_WORDS, type RepairKind } from '@/server/domain/repair/repair';

export interface ShownRepair {
  readonly repairId: string;
  readonly kind: RepairKind;
  readonly state: 'proposed' | 'requested' | 'applied' | 'refused' | 'withdrawn';
  /** Null for a repair that moves no money. */
  readonly amount: Money | null;
  readonly reason: string;
  readonly refusedBecause: string | null;
  /** `staff:ana@…` */
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly settledAtMs: number | null;
}

/** "Refund 12.50 EUR", "Confirm the order" */
export function repairWords({ amount, kind }: Pick<ShownRepair, 'amount' | 'kind'>): string {
  return amount === null ? REPAIR_WORDS[kind] : `${REPAIR_WORDS[kind]}, ${moneyWords(amount)}`;
}

export const REPAIR_STATE_WORDS: Record<ShownRepair['state'], string> = {
  proposed: 'waits for a second person',
  requested: 'under way at the order’s owner',
  applied: 'carried out',
  refused: 'refused',
  withdrawn: 'taken back',
};
