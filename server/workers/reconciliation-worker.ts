/** Looks up payments whose outcome is unknown, when their next check is due. It asks; it never charges. */
import type { WakeUp } from '../ports/wake-up';
import type { PaymentReceiver } from '../services/payment-receiver';
import type { Job } from './loop';

const IDLE_MS = 500;
/** At most so many look-ups at once: a slow provider is not trampled by its own checkers. */
const CONCURRENCY = 8;

export function reconciliationWorker(payments: PaymentReceiver, wakeUp: WakeUp): Job {
  return {
    name: 'reconciliation-worker',
    idleMs: IDLE_MS,
    listen: (wake) => wakeUp.listen('money_due', wake),
    runOnce: () => payments.lookUpDue(CONCURRENCY),
  };
}
