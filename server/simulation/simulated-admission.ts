/** How many payment attempts are let in: all, a part, or none, for as long as the history's faults say so. */
import type { Admission } from '../services/checkout-admission';
import type { FaultPlan } from './fault-plan';
import type { Sometimes } from './sometimes';

export interface AdmissionWindow {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function simulatedAdmission(
  faults: FaultPlan,
  sometimes: Sometimes,
  nowMs: () => number,
  window: AdmissionWindow,
): Admission {
  const refused = (retryAfterSeconds: number) =>
    ({ admitted: false, code: 'payment_unavailable', retryAfterSeconds }) as const;
  return {
    decide() {
      const restricted = nowMs() >= window.fromMs && nowMs() < window.untilMs;
      if (restricted && faults.rate('admission_closed') > 0 && faults.count('admission_closed', 'admission')) {
        sometimes.saw('admission at 0 %');
        return refused(faults.stream('admission_closed').between(2, 8));
      }
      if (restricted && faults.rate('admission_part') > 0) sometimes.saw('admission at a part');
      else sometimes.saw('admission at 100 %');
      if (restricted && faults.strikes('admission_part', 'admission'))
        return refused(faults.stream('admission_part').between(2, 8));
      return { admitted: true, waits: true, late: () => undefined, done: () => undefined };
    },
  };
}
