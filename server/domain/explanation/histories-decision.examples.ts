/** Histories of orders for which everything is recorded and nobody has decided. */
import { type Inject, late, NOTHING, soon } from './inject.examples';
import { GATEWAY_MS, type History } from './history.examples';
import { anyConflict, done, followedUp, straySent, VOID } from './returned.examples';
import { authorized, checksRunOut, declined, wordComes } from './uncertain.examples';
import type { OrderState } from '../order';
import { newCase } from '../reconciliation-case';

export const OF_DECISIONS = {
  decision_queued: (h) => {
    undecided(h);
    soon(h);
    return NOTHING;
  },
  decision_overdue: (h) => {
    undecided(h);
    late(h);
    return NOTHING;
  },
  decision_fenced: (h) => {
    switch (h.pick('word', 'word', 'deadline', 'checks', 'kept intent')) {
      case 'word':
        wordComes(h);
        h.pass(5, 300);
        fenced(h, { kind: 'payment_outcome', outcome: queued(h).outcome, nowMs: h.nowMs }, queued(h));
        break;
      case 'deadline':
        h.place('pay');
        h.pass(GATEWAY_MS + 10, GATEWAY_MS + 900);
        fenced(h, { kind: 'deadline_passed', nowMs: h.nowMs }, null);
        break;
      case 'checks':
        checksRunOut(h);
        fenced(h, { kind: 'checks_ran_out', nowMs: h.nowMs }, null);
        break;
      default:
        h.place({ retryAfterSeconds: 5 });
        h.pass(1_800_000, 1_830_000);
        fenced(h, { kind: 'intent_expired', nowMs: h.nowMs }, null);
    }
    h.pass(0, 120_000);
    return NOTHING;
  },
  message_parked: (h) => {
    wordComes(h);
    h.pass(200, 30_000);
    parked(h);
    h.pass(0, 1_500_000);
    return NOTHING;
  },
} satisfies Record<string, Inject>;

/** Evidence that needs only the owner's decision. */
function undecided(h: History): void {
  switch (h.pick('word', 'word', 'given back', 'found after all', 'overtaken', 'kept intent', 'stray')) {
    case 'given back':
      anyConflict(h);
      followedUp(h, VOID, done(h));
      return;
    case 'found after all':
      checksRunOut(h);
      h.decideOverdue('checks_ran_out');
      h.pass(1_000, 60_000);
      h.webhook(h.chance(0.5) ? authorized(h) : declined(h), h.between(0, 60_000));
      if (h.chance(0.6)) fencedOn(h, h.order.state);
      return;
    case 'overtaken':
      overtaken(h);
      return;
    case 'kept intent':
      h.place({ retryAfterSeconds: h.between(2, 45) });
      h.nowMs = h.createdAtMs + 1_800_000 + h.between(0, 5_000);
      return;
    case 'stray':
      straySent(h);
      return;
    default:
      wordComes(h);
  }
}

/** The word comes while the owner is at something older: none of that is about the word. */
function overtaken(h: History): void {
  switch (h.pick('fenced before', 'handed over meanwhile', 'wait was tried')) {
    case 'fenced before':
      checksRunOut(h);
      fenced(h, { kind: 'checks_ran_out', nowMs: h.nowMs }, null);
      h.pass(100, 20_000);
      h.webhook(authorized(h), h.between(0, 60_000));
      return;
    case 'handed over meanwhile':
      checksRunOut(h);
      h.pass(1, 200);
      h.webhook(authorized(h), h.between(0, 60_000));
      h.decideOverdue('checks_ran_out');
      return;
    default: {
      h.place('pay');
      h.gatewayStops();
      const wait = queued(h);
      h.pass(10, 500);
      h.callEnds(authorized(h));
      fenced(h, { kind: 'payment_outcome', outcome: wait.outcome, nowMs: h.nowMs }, wait);
    }
  }
}

/** What was queued or due is tried by an owner that has lost the shard. */
function fenced(h: History, ...[command, message]: Parameters<History['decisionOn']>): void {
  const { to } = h.decisionOn(command, message);
  if (to === null) throw new RangeError('nothing was tried, so nothing was fenced');
  fencedOn(h, to);
}

function fencedOn(h: History, tried: OrderState): void {
  const { orderId } = h.order;
  const detail = { tried_state: tried, tried_epoch: 11 };
  h.append([
    {
      orderId,
      lane: 'order',
      kind: 'fenced',
      observedAtMs: h.nowMs,
      region: 'east',
      actor: 'system:order-owner',
      ownerEpoch: 11,
      detail,
    },
  ]);
}

function queued(h: History): History['queue'][number] {
  const message = h.queue.at(-1);
  if (message === undefined) throw new RangeError('nothing is queued');
  return message;
}

function parked(h: History): void {
  const { messageId, schema } = queued(h);
  const { orderId, total } = h.order;
  h.append([
    {
      orderId,
      lane: 'queue',
      kind: 'message_parked',
      observedAtMs: h.nowMs,
      region: 'east',
      messageId,
      paymentOperation: `pay:${orderId}`,
      actor: 'system:order-owner',
      detail: { consumer: 'order-owner', schema, reason: 'version 9 is newer than this reader' },
    },
  ]);
  h.open(newCase(orderId, `parked:${schema}`, 'message_parked', total, 'system:order-owner', h.nowMs));
}
