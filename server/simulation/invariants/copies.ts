/**
 * S9 where a copy answers: what a region shows in the place of an order's owner is at least what the owner had committed before the
 * instant that the answer names.
 */
import type { Change } from '../memory/change';
import type { Telling } from '../telling';
import type { Report } from './violation';
import type { Witnesses } from './witnesses';

export class CopyChecks {
  /** By order: when each of its versions was committed. */
  private readonly committedAtMs = new Map<string, number[]>();

  constructor(
    private readonly witnesses: Pick<Witnesses, 'nowMs'>,
    private readonly report: Report,
  ) {}

  onChange(change: Change): void {
    if (change.kind !== 'transition') return;
    const { orderId, version } = change.row;
    const instants = this.committedAtMs.get(orderId) ?? [];
    instants[version - 1] = this.witnesses.nowMs();
    this.committedAtMs.set(orderId, instants);
  }

  onTold(telling: Telling): void {
    if (telling.kind !== 'status' || telling.source !== 'replica') return;
    const { asOfMs, by, orderId, version } = telling;
    const committed = (this.committedAtMs.get(orderId) ?? []).filter((atMs) => atMs < asOfMs).length;
    if (version < committed)
      this.report(
        'S9',
        `${by} shows version ${version} of ${orderId} as of an instant at which it was at ${committed}`,
      );
  }
}
