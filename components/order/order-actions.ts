/**
 * What may be done with an order from its own page, as one table: each refused action stays in sight with its reason.
 * Nothing here can charge; a payment is never sent again by hand.
 */
import type {
  CaseForExplanation,
  OperationForExplanation,
  OrderForExplanation,
} from '@/server/domain/explanation-input';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { moneyWords } from '@/server/domain/money-words';
import type { MoneyStanding } from '@/server/domain/money-position';
import { isFinal } from '@/server/domain/order';

export interface OrderAction {
  readonly id: 'note' | 'case' | 'void' | 'confirm' | 'fail' | 'send_again';
  readonly label: string;
  /** What it does, or why it cannot be done. */
  readonly says: string;
  readonly possible: boolean;
}

interface Known {
  readonly order: OrderForExplanation;
  readonly money: MoneyStanding;
  readonly openCase: CaseForExplanation | null;
}

/** The operation that a look-up asks for; null when no payment was ever sent. */
export function lookUpTarget(operations: readonly OperationForExplanation[]): string | null {
  return operations.find(({ operation }) => operation.startsWith('pay:'))?.operation ?? null;
}

export function orderActions({ order, money, openCase }: Known): readonly OrderAction[] {
  return [
    { id: 'note', label: 'Add a note', says: 'Seen by staff, kept in the evidence', possible: true },
    {
      id: 'case',
      label: 'Work the case',
      says:
        openCase === null
          ? 'Not possible: no case is open; one opens by itself when evidence conflicts or the checks run out'
          : `Due ${formatInstant(openCase.dueAtMs, 'clock', CONSOLE_ZONE)}, ${openCase.owner ?? 'unclaimed'}`,
      possible: openCase !== null,
    },
    { id: 'void', label: 'Void the authorization', says: whyNoVoid(money), possible: false },
    { id: 'confirm', label: 'Confirm the order', says: whyNoConfirm(order), possible: false },
    { id: 'fail', label: 'Fail safely', says: whyNoFail(order, money), possible: false },
    {
      id: 'send_again',
      label: 'Send the payment again',
      says: 'Never offered: the first call may have succeeded',
      possible: false,
    },
  ];
}

function whyNoVoid(money: MoneyStanding): string {
  switch (money.position) {
    case 'held':
      return 'Not possible from here: the order’s owner voids by evidence, a person in the case';
    case 'captured':
      return 'Not possible: the money is captured; it can only be refunded';
    case 'returning':
    case 'returned':
      return 'Not possible: it is on its way back, or is back';
    case 'unknown':
    case 'not_moved':
      return 'Not possible: no authorization is known to exist';
    default:
      return money satisfies never;
  }
}

function whyNoConfirm(order: OrderForExplanation): string {
  if (isFinal(order.state)) return 'Not possible: the order is decided, and a final state is never left';
  return `Not possible: needs an authorization of ${moneyWords(order.total)} and a valid hold`;
}

function whyNoFail(order: OrderForExplanation, money: MoneyStanding): string {
  if (isFinal(order.state)) return 'Not possible: the order is decided, and a final state is never left';
  if (money.position === 'not_moved') return 'Not possible by hand: it ends by itself when the intent expires';
  if (money.position === 'unknown') return 'Not possible yet: “not found” is no proof until the settle time is over';
  return 'Not possible: money is with us';
}
