/** What a proposal froze beside what both records say now: an approver decides on the first, and must see where the second left it. */
import type { RepairBasis } from '@/server/domain/repair/repair';
import { repairSides, type Side } from '@/server/domain/repair/sides';

export interface FrozenRow {
  readonly name: string;
  readonly frozen: string;
  readonly now: string;
  readonly differs: boolean;
}

interface Now {
  readonly order: { readonly state: string; readonly version: number };
  readonly sides: readonly Side[];
}

/** @param atMs when it was frozen. */
export function frozenRows(frozen: RepairBasis, now: Now, atMs: number, timeZone: string): FrozenRow[] {
  const sides = repairSides(frozen, atMs, timeZone);
  const find = (all: readonly Side[], field: Side['field']) => all.find((each) => each.field === field);
  const ours = (field: Side['field'], name: string) =>
    row(name, find(sides, field)?.ours ?? null, find(now.sides, field)?.ours ?? null);
  const theirs = (field: Side['field'], name: string) =>
    row(name, find(sides, field)?.theirs ?? null, find(now.sides, field)?.theirs ?? null);
  return [
    row('Order', standing(frozen.order), standing(now.order)),
    ours('outcome', 'Outcome, ours'),
    ours('amount', 'Amount, ours'),
    ours('hold', 'Hold, ours'),
    theirs('outcome', 'Outcome, theirs'),
    theirs('amount', 'Amount, theirs'),
    theirs('captured', 'Captured, theirs'),
    theirs('returned', 'Returned, theirs'),
    theirs('reference', 'Reference, theirs'),
  ];
}

const standing = ({ state, version }: Now['order']): string => `${state}, version ${version}`;

function row(name: string, frozen: string | null, now: string | null): FrozenRow {
  return { name, frozen: frozen ?? 'not known', now: now ?? 'not known', differs: frozen !== now };
}
