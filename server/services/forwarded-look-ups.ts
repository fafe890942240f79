/**
 * A provider that answers again is asked about the payments that the ladder, after look-ups without an answer, planned hours from now.
 * Only about those that any answer ends, because their settle time is over, so nobody is asked about in a circle. The pace is the
 * provider's: two for each look-up that it answered in the last round, and none while it is silent.
 */
import type { Clock } from '../ports/clock';
import type { PaymentOperationStore } from '../stores/payment-operations';

export interface ForwardedLookUpsParts {
  readonly clock: Clock;
  readonly operations: Pick<PaymentOperationStore, 'bringForward'>;
  readonly settleTimeMs: number;
  /** A claimed look-up, which somebody makes now, is planned for the end of its claim. */
  readonly claimMs: number;
}

export type Look = 'answered' | 'unanswered';

const FOR_AN_ANSWER = 2;
/** How often it is seen whose settle time has ended meanwhile, while nothing is due. */
const QUIET_ROUND_MS = 5_000;

export class ForwardedLookUps {
  /** Of the last round that had any. */
  private answered = 0;
  private lastAtMs = 0;

  constructor(private readonly parts: ForwardedLookUpsParts) {}

  /** @param looks what came of the look-ups of a round; none when nothing was due. */
  async after(looks: readonly Look[]): Promise<void> {
    const { claimMs, clock, operations, settleTimeMs } = this.parts;
    const nowMs = clock.nowMs();
    if (looks.length > 0) this.answered = looks.filter((look) => look === 'answered').length;
    else if (nowMs < this.lastAtMs + QUIET_ROUND_MS) return;
    if (this.answered === 0) return;
    this.lastAtMs = nowMs;
    await operations.bringForward(nowMs - settleTimeMs, nowMs + claimMs, nowMs, this.answered * FOR_AN_ANSWER);
  }
}
