/** The case watcher: a case that nobody closed in time becomes grave and says so, once. */
import type { Clock } from '../ports/clock';
import type { CaseEscalationStore } from '../stores/case-escalations';

const AT_ONCE = 100;

export class CaseWatcher {
  constructor(
    private readonly parts: {
      readonly region: string;
      readonly clock: Clock;
      readonly escalations: CaseEscalationStore;
    },
  ) {}

  /** Returns how many were escalated. */
  escalateOverdue(): Promise<number> {
    const { clock, escalations, region } = this.parts;
    return escalations.escalate({
      nowMs: clock.nowMs(),
      region,
      actor: 'system:case-escalator',
      limit: AT_ONCE,
    });
  }
}
