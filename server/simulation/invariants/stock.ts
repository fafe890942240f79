/**
 * S6: nothing is sold twice, a hold ends once, and what is on the shelf, held and sold is always what there was; units that went with
 * their orders to the other region are there, and in both regions together nothing came or went.
 */
import type { Change } from '../memory/change';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Report } from './violation';
import type { Witnesses } from './witnesses';
import type { Region } from '../../domain/ids';

export class StockChecks {
  /** By region and sku: units that came with carried orders, less those that went. */
  private readonly moved = new Map<string, number>();

  constructor(
    private readonly witnesses: Witnesses,
    private readonly report: Report,
  ) {}

  onCommit(region: Region, changes: readonly Change[]): void {
    const touched = new Set<string>();
    for (const change of changes) {
      if (change.kind === 'stock') {
        touched.add(change.sku);
        if (change.available < 0) this.report('S6', `${region}: ${change.available} of ${change.sku} left`);
      }
      if (change.kind === 'transfer') {
        touched.add(change.sku);
        const key = `${region}/${change.sku}`;
        this.moved.set(key, (this.moved.get(key) ?? 0) + change.units);
      }
      if (change.kind === 'reservation') {
        const { before, after } = change;
        touched.add(after.sku);
        if (before !== null && before.state !== 'held' && before.settledAtMs !== after.settledAtMs)
          this.report(
            'S6',
            `${after.orderId}: the hold on ${after.sku} was ${before.state} and is ${after.state} again`,
          );
      }
    }
    for (const sku of touched) this.checkSum(region, sku);
  }

  atRest(): void {
    const { databases, initialStock } = this.witnesses;
    for (const sku of new Set([...initialStock.keys()].map((key) => key.split('/')[1] ?? ''))) {
      const had = (initialStock.get(`east/${sku}`) ?? 0) + (initialStock.get(`west/${sku}`) ?? 0);
      const has = unitsIn(databases.east, sku) + unitsIn(databases.west, sku);
      if (has !== had) this.report('S6', `of ${had} ${sku} in both regions, ${has} are there`);
    }
  }

  private checkSum(region: Region, sku: string): void {
    const key = `${region}/${sku}`;
    const had = (this.witnesses.initialStock.get(key) ?? 0) + (this.moved.get(key) ?? 0);
    const has = unitsIn(this.witnesses.databases[region], sku);
    if (has !== had) this.report('S6', `${region}: ${sku}: ${has} left or taken of ${had}`);
  }
}

function unitsIn(db: MemoryDatabase, sku: string): number {
  let units = db.stock.get(sku)?.available ?? 0;
  for (const row of db.reservations.all()) if (row.sku === sku && row.state !== 'released') units += row.quantity;
  return units;
}
