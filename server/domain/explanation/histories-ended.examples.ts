/** Histories of orders that are decided and owe nothing any more, whatever happened to them on the way. */
import { repairWritten } from './repaired.examples';
import { CAPTURE, confirmed, conflict, done, followedUp, silent, straySent, VOID } from './returned.examples';
import type { History } from './history.examples';
import { uncertain, wordComes } from './uncertain.examples';

export const ENDED: readonly ((h: History) => void)[] = [
  (h) => {
    wordComes(h);
    h.decideQueued();
    if (h.order.state === 'order_confirmed') followedUp(h, CAPTURE, done(h));
  },
  (h) => {
    confirmed(h, false);
    h.followUp(CAPTURE, silent(h));
    h.followUp(CAPTURE, done(h));
  },
  (h) => {
    conflict(h, h.pick('amount_mismatch', 'currency_mismatch', 'hold_gone'));
    followedUp(h, VOID, done(h));
    h.decideQueued();
  },
  (h) => {
    straySent(h);
    h.decideQueued();
    followedUp(h, VOID, done(h));
    h.decideQueued();
  },
  (h) => {
    followedUp(h, repairWritten(h, 'refund'), done(h));
    h.decideQueued();
  },
  (h) => {
    h.place({ retryAfterSeconds: 5 });
    h.pass(1_800_000, 1_900_000);
    h.decideOverdue('intent_expired');
  },
  (h) => {
    uncertain(h);
    while (h.pay().state !== 'never_accepted') h.lookUp('not_found');
    h.decideQueued();
  },
];
