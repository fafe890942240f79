/** S6: nothing is sold twice, a hold ends once, and what is on the shelf, held and sold is always what there was. */
import type { Change } from '../memory/change';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Report } from './violation';

export function checkStock(
  db: MemoryDatabase,
  region: string,
  changes: readonly Change[],
  initial: ReadonlyMap<string, number>,
  report: Report,
): void {
  const touched = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'stock') {
      touched.add(change.sku);
      if (change.available < 0) report('S6', `${region}: ${change.available} of ${change.sku} left`);
    }
    if (change.kind === 'reservation') {
      const { before, after } = change;
      touched.add(after.sku);
      if (before !== null && before.state !== 'held' && before.settledAtMs !== after.settledAtMs)
        report('S6', `${after.orderId}: the hold on ${after.sku} was ${before.state} and is ${after.state} again`);
    }
  }
  for (const sku of touched) checkSum(db, region, sku, initial, report);
}

function checkSum(
  db: MemoryDatabase,
  region: string,
  sku: string,
  initial: ReadonlyMap<string, number>,
  report: Report,
): void {
  let taken = 0;
  for (const row of db.reservations.all()) if (row.sku === sku && row.state !== 'released') taken += row.quantity;
  const available = db.stock.get(sku)?.available ?? 0;
  const had = initial.get(`${region}/${sku}`) ?? 0;
  if (available + taken !== had) report('S6', `${region}: ${sku}: ${available} left and ${taken} taken of ${had}`);
}
