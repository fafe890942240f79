/** Our record and the provider's, side by side: the same questions put to both, and where they differ. */
import { clockSecond } from '../instant-words';
import type { Money } from '../money';
import { moneyWords } from '../money-words';
import { holdStands } from '../order';
import { OPERATION_STATE_WORDS } from '../payment-operation-words';
import { paymentOperation } from '../operation';
import type { ProviderSaid, RepairBasis, RepairOperation } from './repair';

export interface Side {
  readonly field: 'operation' | 'outcome' | 'amount' | 'captured' | 'returned' | 'reference' | 'hold';
  readonly ours: string;
  /** Null while the provider was not asked, or is not the one to say. */
  readonly theirs: string | null;
  readonly differs: boolean;
}

export function repairSides(basis: RepairBasis, nowMs: number, timeZone: string): Side[] {
  const { operations, order, provider } = basis;
  const pay = operations.find(({ kind }) => kind === 'authorize');
  const other = provider?.ofOtherCharge === true ? provider.providerReference : null;
  const reference = other ?? pay?.providerReference ?? null;
  const sum = (kind: 'capture' | 'refund') => {
    const done = operations.filter(
      (each) => each.kind === kind && each.state === 'acknowledged' && each.providerReference === reference,
    );
    return done.reduce((minor, { amount }) => minor + amount.amountMinor, 0);
  };
  const captured = ourMoney(order.total, sum('capture'));
  // as the provider counts: what is voided was never taken
  const returned = ourMoney(order.total, sum('refund'));
  const answered = provider !== null && provider.answer !== 'unanswered' ? provider : null;
  const heldUntil = order.heldUntilMs;
  return [
    { field: 'operation', ours: paymentOperation(order.orderId), theirs: answeredWord(provider), differs: false },
    outcomeSide(ourOutcome(pay, other), pay, answered),
    // what was asked for: what came of it is theirs to say
    side('amount', other === null ? moneyWords(order.total) : 'none', amountWords(answered)),
    side('captured', captured, answered && capturedWords(answered, order.total)),
    side('returned', returned, answered && moneyOf(answered.refundedMinor, answered.amount ?? order.total)),
    referenceSide(reference, answered),
    {
      field: 'hold',
      ours:
        heldUntil !== null && holdStands(order, nowMs)
          ? `held until ${clockSecond(heldUntil, timeZone)}`
          : 'none stands',
      theirs: null,
      differs: false,
    },
  ];
}

/** The same of a charge that no order of ours claims: whatever the provider has of it, we have nothing. */
export function unclaimedSides(reference: string | null, provider: ProviderSaid | null, atRisk: Money): Side[] {
  const answered = provider !== null && provider.answer !== 'unanswered' ? provider : null;
  const returned = answered === null ? null : moneyOf(answered.refundedMinor, answered.amount ?? atRisk);
  return [
    { field: 'operation', ours: 'no order claims it', theirs: answeredWord(provider), differs: false },
    side('outcome', 'none', outcomeWords(answered)),
    side('amount', 'none', amountWords(answered)),
    { field: 'captured', ours: 'none', theirs: answered && capturedWords(answered, atRisk), differs: false },
    { field: 'returned', ours: 'none', theirs: returned, differs: false },
    { field: 'reference', ours: 'none', theirs: reference, differs: false },
  ];
}

function ourOutcome(pay: RepairOperation | undefined, otherCharge: string | null): string {
  if (otherCharge !== null) return 'not our payment';
  return pay === undefined ? 'no payment made' : OPERATION_STATE_WORDS[pay.state];
}

/** Whatever its name, nothing held is nothing held. */
function outcomeSide(ours: string, pay: RepairOperation | undefined, answered: ProviderSaid | null): Side {
  const told = side('outcome', ours, outcomeWords(answered));
  const bothNothing = answered?.holdsNothing === true && !answered.ofOtherCharge && pay !== undefined && isNothing(pay);
  return bothNothing ? { ...told, differs: false } : told;
}

/** That neither has one is no difference, whatever each calls it. */
function referenceSide(ours: string | null, answered: ProviderSaid | null): Side {
  const told = side('reference', ours ?? 'none yet', answered === null ? null : (answered.providerReference ?? 'none'));
  return { ...told, differs: told.differs && (ours ?? answered?.providerReference ?? null) !== null };
}

const isNothing = ({ state }: RepairOperation): boolean =>
  state === 'voided' || state === 'refunded' || state === 'declined' || state === 'never_accepted';

function side(field: Side['field'], ours: string, theirs: string | null): Side {
  return { field, ours, theirs, differs: theirs !== null && theirs !== ours };
}

function answeredWord(provider: ProviderSaid | null): string | null {
  if (provider === null) return null;
  const words: Record<ProviderSaid['answer'], string> = {
    found: 'found',
    not_found: 'not found',
    unanswered: 'no answer',
  };
  return words[provider.answer];
}

/** In our own words for an operation's state, so that agreement reads the same on both sides. */
function outcomeWords(provider: ProviderSaid | null): string | null {
  if (provider === null) return null;
  if (provider.answer === 'not_found')
    return provider.holdsNothing ? OPERATION_STATE_WORDS.never_accepted : 'not found, no proof yet';
  if (provider.refundedMinor > 0 && provider.holdsNothing) return OPERATION_STATE_WORDS.refunded;
  if (provider.holdsNothing) return 'holds nothing';
  return provider.amount === null ? 'no outcome yet' : OPERATION_STATE_WORDS.authorized;
}

function amountWords(provider: ProviderSaid | null): string | null {
  if (provider === null || provider.amount === null) return null;
  return moneyWords(provider.amount);
}

function capturedWords(provider: ProviderSaid, total: Money): string {
  return moneyOf(provider.captured ? (provider.amount?.amountMinor ?? 0) : 0, provider.amount ?? total);
}

const moneyOf = (amountMinor: number, { currency }: Money): string => moneyWords({ amountMinor, currency });
const ourMoney = (total: Money, amountMinor: number): string => moneyOf(amountMinor, total);
