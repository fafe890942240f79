/** Histories of orders whose money conflicts, strays or is on its way; and of decided ones that a sweep found something about. */
import { type Inject, late, NOTHING, soon } from './inject.examples';
import type { History } from './history.examples';
import { repairWritten } from './repaired.examples';
import {
  anyConflict,
  CAPTURE,
  confirmed,
  conflict,
  followedUp,
  refused,
  silent,
  straySent,
  VOID,
} from './returned.examples';
import { authorized } from './uncertain.examples';
import { caseOpenedDetail, type CaseReason, newCase } from '../reconciliation-case';

export const OF_MONEY = {
  amount_mismatch: (h) => {
    conflict(h, 'amount_mismatch');
    soon(h);
    return NOTHING;
  },
  currency_mismatch: (h) => {
    conflict(h, 'currency_mismatch');
    soon(h);
    return NOTHING;
  },
  reference_missing: (h) => {
    h.place('pay');
    h.pass(100, 1_000);
    h.callEnds(authorized(h, { providerReference: '' }));
    h.decideQueued();
    h.pass(10, 1_500_000);
    return NOTHING;
  },
  hold_gone: (h) => {
    conflict(h, 'hold_gone');
    soon(h);
    return NOTHING;
  },
  stray_authorization: (h) => {
    straySent(h);
    h.decideQueued();
    soon(h);
    return NOTHING;
  },
  returned_after_confirmation: (h) => {
    confirmed(h);
    h.pass(60_000, 86_400_000);
    h.webhook({ kind: h.pick('voided', 'refunded'), providerReference: h.reference }, h.between(0, 60_000));
    h.decideQueued();
    h.pass(10, 1_500_000);
    return NOTHING;
  },
  duplicate_authorization: swept('duplicate_authorization'),
  provider_has_no_record: swept('provider_has_no_record'),
  order_without_payment: swept('order_without_payment'),
  statement_difference: swept('statement_difference'),
  void_intended: (h) => {
    if (h.chance(0.5)) {
      repairWritten(h, 'void');
      soon(h);
    } else {
      anyConflict(h);
      late(h);
    }
    return NOTHING;
  },
  void_unknown: (h) => {
    if (h.chance(0.3)) straySent(h);
    else anyConflict(h);
    h.decideQueued();
    followedUp(h, VOID, silent(h), h.chance(0.3));
    h.pass(0, 1_200_000);
    return NOTHING;
  },
  void_failed: (h) => {
    anyConflict(h);
    followedUp(h, VOID, refused);
    h.pass(0, 1_500_000);
    return NOTHING;
  },
  refund_intended: (h) => {
    repairWritten(h, 'refund');
    h.pass(0, 3_600_000);
    return NOTHING;
  },
  refund_unknown: (h) => {
    followedUp(h, repairWritten(h, 'refund'), silent(h));
    h.pass(0, 60_000);
    return NOTHING;
  },
  refund_failed: (h) => {
    followedUp(h, repairWritten(h, 'refund'), refused);
    h.pass(0, 1_500_000);
    return NOTHING;
  },
  capture_not_acknowledged: (h) => {
    confirmed(h, false);
    if (h.chance(0.5)) followedUp(h, CAPTURE, silent(h));
    h.pass(0, 60_000);
    return NOTHING;
  },
  capture_failed: (h) => {
    confirmed(h, false);
    followedUp(h, CAPTURE, refused);
    h.pass(0, 1_500_000);
    return NOTHING;
  },
} satisfies Record<string, Inject>;

/** A sweep lists the provider's ledger and gives what it finds to a person, with its case; it tells nobody else. */
function opened(h: History, reason: CaseReason): void {
  const { orderId, total } = h.order;
  const finding = newCase(orderId, reason, reason, total, 'system:ledger-sweeper', h.nowMs);
  const base = {
    orderId,
    observedAtMs: h.nowMs,
    region: 'east',
    paymentOperation: `pay:${orderId}`,
    actor: finding.openedBy,
  };
  const isOther = reason === 'duplicate_authorization';
  const detail = {
    operation: `pay:${orderId}`,
    outcome: h.pick('not_found', 'voided', 'authorized'),
    case_id: finding.caseId,
    asked_reference: isOther ? 'pi_other' : null,
  };
  h.append([
    { ...base, lane: 'provider', kind: 'ledger_swept', detail },
    { ...base, lane: 'operator', kind: 'case_opened', detail: caseOpenedDetail(finding) },
  ]);
  h.open(finding);
}

function swept(reason: CaseReason): Inject {
  return (h) => {
    confirmed(h);
    h.pass(60_000, 86_400_000);
    opened(h, reason);
    h.pass(10, 1_500_000);
    return NOTHING;
  };
}
