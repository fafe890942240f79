/**
 * What may be done with an order from its own page: each refused act stays in sight with its reason. The repairs are judged by the
 * explanation as the desk and the owner judge them. Nothing here can charge; a payment is never sent again by hand.
 */
import { formatNear } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { CaseForExplanation, OperationForExplanation } from '@/server/domain/explanation/input';
import type { PersonMay } from '@/server/domain/explanation/person-may';
import { REPAIR_WORDS, type RepairKind } from '@/server/domain/repair/repair';

export interface OrderAction {
  readonly id: 'note' | 'case' | 'send_again' | RepairKind;
  readonly label: string;
  /** What it does, or why it cannot be done. */
  readonly says: string;
  readonly possible: boolean;
}

/** The operation that a look-up asks for; null when no payment was ever sent. */
export function lookUpTarget(operations: readonly OperationForExplanation[]): string | null {
  return operations.find(({ operation }) => operation.startsWith('pay:'))?.operation ?? null;
}

/** @param mayNotRepair why this person's role may not; null when it may. */
export function orderActions(
  personMay: readonly PersonMay[],
  openCase: CaseForExplanation | null,
  mayNotRepair: string | null,
  nowMs: number,
): readonly OrderAction[] {
  return [
    { id: 'note', label: 'Add a note', says: 'Seen by staff, kept in the evidence', possible: true },
    {
      id: 'case',
      label: 'Work the case',
      says:
        openCase === null
          ? 'Not possible: no case is open; one opens by itself when evidence conflicts or the checks run out'
          : `Due ${formatNear(openCase.dueAtMs, nowMs, 'clock', CONSOLE_ZONE)}, ${openCase.owner ?? 'unclaimed'}`,
      possible: openCase !== null,
    },
    ...personMay.flatMap((each) => repairAction(each, mayNotRepair)),
    {
      id: 'send_again',
      label: 'Send the payment again',
      says: 'Never offered: the first call may have succeeded',
      possible: false,
    },
  ];
}

function repairAction(each: PersonMay, mayNotRepair: string | null): OrderAction[] {
  const { act, may, unheard, why } = each;
  if (act === 'recheck') return [];
  const refused = may || unheard ? mayNotRepair : why;
  return [
    {
      id: act,
      label: REPAIR_WORDS[act],
      says: refused === null ? opensForm(unheard) : `Not possible: ${decapitalised(refused)}`,
      possible: refused === null,
    },
  ];
}

const opensForm = (unheard: boolean): string =>
  unheard ? 'Opens the form: the provider is asked there first' : 'Opens the form: on fresh evidence, with a reason';

const decapitalised = (sentence: string): string =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
