/** S7: epochs only rise, each is given to one holder, and a decision commits only under the one that is current. */
import type { Change } from '../memory/change';
import type { Report } from './violation';

export class FenceChecks {
  private readonly holders = new Map<string, string>();
  /** By shard, over both regions: a shard that was handed over goes on from there. */
  private readonly current = new Map<string, number>();

  constructor(private readonly report: Report) {}

  /** A worker's own write counts only while the shard was last given to that worker. */
  onOwnerWrite(shard: number, holder: string): void {
    const current = this.holders.get(`${shard}@${this.current.get(String(shard)) ?? 0}`);
    if (current !== holder)
      this.report('S7', `${holder} moved an order of shard ${shard}, which is ${current ?? 'nobody'}'s`);
  }

  onChange(region: string, change: Change): void {
    if (change.kind === 'epoch') {
      const shard = String(change.shard);
      const known = this.current.get(shard) ?? 0;
      if (change.after <= known)
        this.report('S7', `${region}: shard ${shard} went from epoch ${known} to ${change.after}`);
      const given = this.holders.get(`${shard}@${change.after}`);
      if (given !== undefined && given !== change.holder)
        this.report(
          'S7',
          `${region}: epoch ${change.after} of shard ${shard} was given to ${given} and to ${change.holder}`,
        );
      this.holders.set(`${shard}@${change.after}`, change.holder);
      this.current.set(shard, change.after);
    }
    if (change.kind === 'transition') {
      const current = this.current.get(String(change.row.shard)) ?? 0;
      if (change.row.ownerEpoch !== current)
        this.report(
          'S7',
          `${change.row.orderId} moved to ${change.row.toState} under epoch ${change.row.ownerEpoch}, current is ${current}`,
        );
    }
  }
}
