/**
 * Folding: deliveries, repeated checks and repeated answers that say the same stand as one line, so that the story is read
 * and not counted. Nothing is dropped: a fold holds its rows, and a different answer always breaks it.
 */
import type { EvidenceRow } from '../evidence';
import { detailText, operationOf } from '../evidence-detail';

export interface Fold {
  readonly rows: readonly [EvidenceRow, ...EvidenceRow[]];
}

/** @param rows as placed, the oldest first. Every row is in exactly one fold; most folds hold one row. */
export function foldRows(rows: readonly EvidenceRow[]): Fold[] {
  const folds: [EvidenceRow, ...EvidenceRow[]][] = [];
  const open = new Map<string, { answer: string; fold: [EvidenceRow, ...EvidenceRow[]] }>();
  for (const row of rows) {
    const series = seriesOf(row);
    const running = series === null ? undefined : open.get(series.name);
    if (series !== null && running?.answer === series.answer) {
      running.fold.push(row);
      continue;
    }
    const fold: [EvidenceRow, ...EvidenceRow[]] = [row];
    folds.push(fold);
    if (series !== null) open.set(series.name, { answer: series.answer, fold });
  }
  return folds.map((fold) => ({ rows: fold }));
}

/** Which series of like rows a row continues, and what it answers; null for rows that always stand alone. */
function seriesOf(row: EvidenceRow): { readonly name: string; readonly answer: string } | null {
  switch (row.kind) {
    case 'lookup_answered':
    case 'lookup_unanswered':
      return { name: `lookup ${operationOf(row)}`, answer: `${row.kind} ${detailText(row, 'outcome')}` };
    case 'webhook_received':
      return { name: `webhook ${operationOf(row)}`, answer: detailText(row, 'outcome') ?? '' };
    case 'message_delivered':
      return { name: 'delivery', answer: detailText(row, 'consumer') ?? '' };
    case 'customer_told':
      return { name: 'told', answer: detailText(row, 'message') ?? '' };
    default:
      return null;
  }
}
