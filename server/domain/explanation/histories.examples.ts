/**
 * For each cause, histories in which that is what keeps the order waiting: the cause is what was done to it, not what can be read
 * from its rows.
 */
import type { WaitingCause } from './causes';
import { OF_DECISIONS } from './histories-decision.examples';
import { OF_MONEY } from './histories-money.examples';
import { OF_PAYMENTS } from './histories-payment.examples';
import { anyConflict, followedUp, refused, VOID } from './returned.examples';
import { type Inject, NOTHING } from './inject.examples';
import { operatorRow, repairAsked } from './repaired.examples';

export const INJECTED: Record<Exclude<WaitingCause, 'not_known'>, Inject> = {
  ...OF_PAYMENTS,
  ...OF_DECISIONS,
  ...OF_MONEY,
  second_person_missing: (h) => {
    if (h.chance(0.3)) operatorRow(h, 'repair_refused', { repair_id: repairAsked(h, true) });
    else repairAsked(h, true);
    if (h.rows.at(-1)?.kind !== 'repair_proposed')
      operatorRow(h, 'repair_proposed', { repair_id: 'second', second_person: true });
    h.pass(0, 3_600_000);
    return NOTHING;
  },
  repair_requested: (h) => {
    const secondPerson = h.chance(0.5);
    const repairId = repairAsked(h, secondPerson);
    if (secondPerson) operatorRow(h, 'repair_approved', { repair_id: repairId });
    h.pass(0, 30_000);
    return NOTHING;
  },
  case_open: (h) => {
    anyConflict(h);
    followedUp(h, VOID, refused);
    h.webhook({ kind: 'voided', providerReference: h.reference }, h.between(0, 60_000));
    h.decideQueued();
    h.pass(0, 900_000);
    return NOTHING;
  },
  case_past_due: (h) => {
    const about = h.pick(
      'checks_ran_out',
      'reference_missing',
      'void_failed',
      'capture_failed',
      'statement_difference',
    );
    const before = INJECTED[about](h);
    if (about === 'checks_ran_out' && h.order.state === 'payment_pending') h.decideOverdue('checks_ran_out');
    h.nowMs = Math.max(h.nowMs, ...h.cases.map(({ dueAtMs }) => dueAtMs)) + h.between(0, 86_400_000);
    return [about, ...before];
  },
};
