/** How often something happened in the last seconds. */
import type { Clock } from '../ports/clock';

const SECONDS = 5;

export class RecentCount {
  private readonly counts = new Array<number>(SECONDS + 1).fill(0);
  private second = 0;

  constructor(private readonly clock: Clock) {}

  count(): void {
    this.turn();
    const place = this.second % this.counts.length;
    this.counts[place] = (this.counts[place] ?? 0) + 1;
  }

  recent(): number {
    this.turn();
    return this.counts.reduce((sum, each) => sum + each, 0);
  }

  /** Forgets the seconds that passed since the last time. */
  private turn(): void {
    const now = Math.floor(this.clock.nowMs() / 1000);
    for (let each = Math.max(this.second + 1, now - SECONDS); each <= now; each++)
      this.counts[each % this.counts.length] = 0;
    this.second = Math.max(this.second, now);
  }
}
