/** Delivers what the outbox promised to each subscriber, and sends queued mails. */
import type { WakeUp } from '../ports/wake-up';
import type { MessageConsumers } from '../services/message-consumers';
import type { Notifier } from '../services/notifier';
import type { Job } from './loop';

const IDLE_MS = 500;
const MAILS_AT_ONCE = 20;

export function outboxRelay(consumers: MessageConsumers, consumer: 'mail' | 'sales', wakeUp: WakeUp): Job {
  return {
    name: `outbox-relay-${consumer}`,
    idleMs: IDLE_MS,
    listen: (wake) => wakeUp.listen('order_moved', wake),
    runOnce: () => consumers.deliver(consumer),
  };
}

/** @param isShed while mail is shed, the mails stay queued. */
export function mailSender(notifier: Notifier, isShed: () => boolean): Job {
  return {
    name: 'mail-sender',
    idleMs: 1_000,
    async runOnce() {
      if (isShed()) return 0;
      return (await notifier.sendQueued(MAILS_AT_ONCE)) === MAILS_AT_ONCE ? 1 : 0;
    },
  };
}
