/** Histories of orders that wait for a payment's outcome, or for the customer before any payment. */
import { type Inject, NOTHING, soon } from './inject.examples';
import type { History } from './history.examples';
import {
  atProvider,
  callerGone,
  callLost,
  callTimesOut,
  checksRunOut,
  gatewayStopped,
  type LOST,
  someLookups,
  uncertain,
} from './uncertain.examples';
import { silent } from './returned.examples';
import type { PaymentOutcome, ProviderPayment } from '../payment';

export const OF_PAYMENTS = {
  payment_refused: (h) => {
    const retryAfterSeconds = h.between(4, 45);
    h.place({ retryAfterSeconds });
    for (let n = h.between(0, 2); n > 0; n--) {
      h.pass(1_000, 60_000);
      submittedAgain(h);
    }
    h.pass(0, retryAfterSeconds * 1_000 - 500);
    return NOTHING;
  },
  waiting_for_customer: (h) => {
    const retryAfterSeconds = h.between(2, 45);
    h.place({ retryAfterSeconds });
    h.pass(1_000, 60_000);
    if (h.chance(0.5)) submittedAgain(h);
    h.pass(retryAfterSeconds * 1_000 + 100, 1_500_000);
    return NOTHING;
  },
  authorizing_in_time: (h) => {
    h.place('pay');
    h.nowMs = Math.min(h.nowMs + h.between(0, 1_950), h.deadlineAtMs - 5);
    return NOTHING;
  },
  provider_timeout: (h) => {
    gatewayStopped(h);
    h.nowMs = Math.min(h.nowMs + h.between(0, 2_500), h.deadlineAtMs + 4_900);
    return NOTHING;
  },
  connection_lost: ended('connection_lost'),
  provider_error: ended('provider_error'),
  rate_limited: ended('rate_limited'),
  caller_died: (h) => {
    callerGone(h);
    // the whole region was away: whoever took a look-up died too
    const isSeenAtOnce = h.chance(0.2);
    while (!isSeenAtOnce && h.nowMs < h.deadlineAtMs + 15_500) h.lookupDies();
    h.pass(0, isSeenAtOnce ? 900 : 15_000);
    return NOTHING;
  },
  webhook_overdue: (h) => {
    gatewayStopped(h);
    h.decideQueued();
    h.lookupDies();
    if (h.chance(0.5)) callTimesOut(h);
    h.nowMs = Math.max(h.nowMs, h.deadlineAtMs + 5_010) + h.between(0, 8_000);
    return ['provider_timeout'];
  },
  requires_action: requiresOr('requires_action'),
  processing: requiresOr('processing'),
  not_found_yet: lookedUp('not_found'),
  lookups_unanswered: lookedUp('unanswered'),
  lookup_overdue: (h) => {
    const began = uncertain(h);
    someLookups(h, 4);
    h.nowMs = Math.max(h.nowMs, h.pay().nextCheckAtMs ?? h.nowMs) + h.between(61_000, 3_600_000);
    return [began];
  },
  checks_ran_out: (h) => {
    const before = checksRunOut(h);
    if (h.chance(0.7)) h.decideOverdue('checks_ran_out');
    h.pass(0, 3_600_000);
    return before;
  },
} satisfies Record<string, Inject>;

function requiresOr(kind: 'requires_action' | 'processing'): Inject {
  const said = (h: History): PaymentOutcome => ({ kind, providerReference: h.reference });
  return (h) => {
    const status = kind === 'processing' ? 'processing' : 'requires_action';
    switch (h.pick('call', 'webhook', 'look-up')) {
      case 'call':
        h.place('pay');
        h.pass(100, 1_800);
        h.callEnds(said(h));
        h.decideQueued();
        if (h.chance(0.5)) h.lookUp(h.pick<ProviderPayment | 'unanswered'>(atProvider(h, status), 'unanswered'));
        soon(h);
        return NOTHING;
      case 'webhook': {
        const began = uncertain(h);
        someLookups(h, 3);
        h.webhook(said(h), h.between(0, 900));
        if (kind === 'processing' && h.chance(0.5))
          h.webhook({ kind: 'requires_action', providerReference: h.reference }, 5_000);
        h.decideQueued();
        return [began];
      }
      default: {
        const began = uncertain(h);
        someLookups(h, 3);
        h.lookUp(atProvider(h, status));
        h.decideQueued();
        if (h.chance(0.5)) h.lookUp('unanswered');
        soon(h);
        return [began];
      }
    }
  };
}

function lookedUp(answer: 'not_found' | 'unanswered'): Inject {
  return (h) => {
    const began = uncertain(h);
    if (began === 'provider_timeout' && h.chance(0.3)) callTimesOut(h);
    if (h.chance(0.2)) otherChargeVoided(h);
    someLookups(h, 3);
    h.lookUp(answer);
    if (began === 'provider_timeout' && h.chance(0.3) && h.nowMs < h.createdAtMs + 12_000) callTimesOut(h);
    h.nowMs = Math.max(h.nowMs, Math.min(h.nowMs + h.between(0, 300_000), (h.pay().nextCheckAtMs ?? h.nowMs) + 50_000));
    return [began];
  };
}

function ended(cause: (typeof LOST)[number]): Inject {
  return (h) => {
    callLost(h, cause);
    if (h.chance(0.3)) h.lookupDies();
    h.pass(0, 900);
    return NOTHING;
  };
}

/** A person sends another charge of the same customer back; this payment is none the wiser. */
function otherChargeVoided(h: History): void {
  const { orderId, total } = h.order;
  h.intend({
    orderId,
    operation: `void:${orderId}:1`,
    kind: 'void',
    amount: total,
    paymentMethod: null,
    providerReference: 'pi_other',
    attempts: 0,
    firstAttemptAtMs: null,
    lastSendAtMs: null,
    nextCheckAtMs: h.nowMs,
  });
  if (h.chance(0.5)) h.followUp(`void:${orderId}:1`, silent(h));
}

function submittedAgain(h: History): void {
  const { orderId, state } = h.order;
  h.append([
    {
      orderId,
      lane: 'customer',
      kind: 'order_submitted',
      observedAtMs: h.nowMs,
      region: 'east',
      actor: 'customer',
      replayed: true,
      detail: { state, final: false },
    },
  ]);
}
