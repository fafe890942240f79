/** What the shoppers met, counted: final answers, retries, violations, waits. Pure; the clock and the wire are elsewhere. */

/** How one shopping trip ended, as the customer saw it. */
export type Ending =
  | 'confirmed'
  | 'declined'
  | 'out_of_stock'
  | 'failed_otherwise'
  | 'payment_unavailable'
  | 'still_pending'
  | 'under_reconciliation'
  | 'given_up';

export interface Violation {
  readonly orderId: string;
  readonly what: string;
}

const MOST_VIOLATIONS_KEPT = 100;
/** Enough for a percentile of hours of traffic; beyond it every second one is dropped. */
const MOST_WAITS_KEPT = 100_000;

export class Tally {
  readonly endings = new Map<Ending, number>();
  readonly violations: Violation[] = [];
  private waitsMs: number[] = [];
  begun = 0;
  lostAnswers = 0;
  doubleSubmits = 0;
  waitedForRetryAfter = 0;

  ended(ending: Ending): void {
    this.endings.set(ending, (this.endings.get(ending) ?? 0) + 1);
  }

  violated(orderId: string, what: string): void {
    if (this.violations.length < MOST_VIOLATIONS_KEPT) this.violations.push({ orderId, what });
  }

  /** From the first submit to the first answer that says where the order stands. */
  answered(waitMs: number): void {
    this.waitsMs.push(waitMs);
    if (this.waitsMs.length > MOST_WAITS_KEPT) this.waitsMs = this.waitsMs.filter((_, index) => index % 2 === 0);
  }

  get finished(): number {
    return [...this.endings.values()].reduce((sum, each) => sum + each, 0);
  }

  line(seconds: number): string {
    const endings = [...this.endings].map(([ending, count]) => `${ending} ${count}`).join(', ');
    return `${String(seconds).padStart(4)} s  begun ${this.begun}, ended ${this.finished} (${endings || 'none yet'}), lost answers ${this.lostAnswers}, violations ${this.violations.length}`;
  }

  summary(facts: Readonly<Record<string, unknown>>) {
    return {
      ...facts,
      orders: { begun: this.begun, ended: this.finished, by_ending: Object.fromEntries(this.endings) },
      double_submits: this.doubleSubmits,
      lost_answers: this.lostAnswers,
      waited_for_retry_after: this.waitedForRetryAfter,
      answer_ms: {
        p50: percentile(this.waitsMs, 50),
        p99: percentile(this.waitsMs, 99),
        max: percentile(this.waitsMs, 100),
      },
      violations: this.violations,
    };
  }
}

/** Nearest rank; null of nothing. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}
