/** Sends the captures, voids and refunds that decisions made durable, until the provider acknowledges them. */
import type { WakeUp } from '../ports/wake-up';
import type { PaymentReceiver } from '../services/payment-receiver';
import type { Job } from './loop';

const IDLE_MS = 500;
const CONCURRENCY = 8;

export function followUpWorker(payments: PaymentReceiver, wakeUp: WakeUp): Job {
  return {
    name: 'follow-up-worker',
    idleMs: IDLE_MS,
    listen: (wake) => wakeUp.listen('money_due', wake),
    runOnce: () => payments.followUpDue(CONCURRENCY),
  };
}
