/**
 * Brackets: the line that joins everything about one payment operation, from its durable intent to the provider's last word.
 */
import type { EvidenceRow } from '../evidence';
import { operationOf } from '../evidence-detail';
import { definiteRow } from '../payment-evidence';
import type { Bracket, TimelineItem } from './item';

/** Gives each item of an operation its place on that operation's line. */
export function bracketed(items: readonly TimelineItem[], rows: readonly EvidenceRow[]): TimelineItem[] {
  const operations = items.map(operationOfItem);
  return items.map((item, i) => {
    const operation = operations[i] ?? null;
    if (item.type === 'now' || operation === null) return item;
    const place = placeOf(operations.indexOf(operation), operations.lastIndexOf(operation), i);
    return { ...item, bracket: { operation, place, open: isOpen(operation, rows) } };
  });
}

function operationOfItem(item: TimelineItem): string | null {
  switch (item.type) {
    case 'row':
      return operationOf(item.row);
    case 'fold':
      return item.rows[0] === undefined ? null : operationOf(item.rows[0]);
    case 'missing':
    case 'planned':
      return item.bracket?.operation ?? null;
    case 'learned':
    case 'now':
      return null;
    default:
      return item satisfies never;
  }
}

function placeOf(first: number, last: number, i: number): Bracket['place'] {
  if (first === last) return 'only';
  if (i === first) return 'first';
  return i === last ? 'last' : 'middle';
}

function isOpen(operation: string, rows: readonly EvidenceRow[]): boolean {
  if (operation.startsWith('pay:')) return definiteRow(rows) === null;
  const answers = ['call_answered', 'webhook_received', 'lookup_answered', 'ledger_swept'];
  return !rows.some((row) => answers.includes(row.kind) && operationOf(row) === operation);
}
