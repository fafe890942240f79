/** S10 at every commit: a subscriber acts on a message at most once, and only on one that was published. */
import type { Change } from '../memory/change';
import type { Report } from './violation';

export class EffectChecks {
  private readonly published = new Set<string>();
  private readonly effected = new Set<string>();
  /** What each subscriber has acted on, for the count at rest. */
  readonly counts = { mail: 0, sales: 0 };

  constructor(private readonly report: Report) {}

  onChange(change: Change): void {
    if (change.kind === 'published') this.published.add(`${change.row.orderId}|${change.row.messageId}`);
    if (change.kind !== 'effect') return;
    const message = `${change.orderId}|${change.messageId}`;
    if (!this.published.has(message))
      this.report('S10', `${change.consumer} acted on ${message}, which was never published`);
    if (this.effected.has(`${change.consumer}|${message}`))
      this.report('S10', `${change.consumer} acted twice on ${message}`);
    this.effected.add(`${change.consumer}|${message}`);
    this.counts[change.consumer]++;
  }

  acted(consumer: 'mail' | 'sales', orderId: string, messageId: string): boolean {
    return this.effected.has(`${consumer}|${orderId}|${messageId}`);
  }
}
