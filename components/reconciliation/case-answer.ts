/** The first thing that is read of a case: what is wrong, what both sides say, how much is at stake, by when, and who has it. */
import { countdown } from '@/server/domain/instant-words';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { CASE_KINDS, type CaseReason } from '@/server/domain/reconciliation-case';
import type { ProviderSaid } from '@/server/domain/repair/repair';

export interface AnswerInput {
  readonly reason: CaseReason;
  readonly atRisk: Money;
  readonly dueAtMs: number;
  readonly state: 'open' | 'closed';
  readonly verdict: string | null;
  /** E-mail address of who holds it now; null for nobody. */
  readonly owner: string | null;
  readonly ownerUntilMs: number | null;
  readonly total: Money | null;
  readonly provider: ProviderSaid | null;
  readonly who: string;
  readonly nowMs: number;
}

export interface CaseAnswer {
  readonly lead: string;
  readonly rest: string;
  readonly due: { readonly text: string; readonly past: boolean } | null;
  readonly claim: string | null;
}

export function caseAnswer(input: AnswerInput): CaseAnswer {
  const { says } = CASE_KINDS[input.reason];
  if (input.state === 'closed')
    return {
      lead: 'Closed.',
      rest: `${says} ${input.verdict ?? 'Its verdict was not recorded'}.`,
      due: null,
      claim: null,
    };
  const leftMs = input.dueAtMs - input.nowMs;
  const due =
    leftMs > 0
      ? { text: `Due in ${countdown(leftMs)}.`, past: false }
      : { text: `Due ${countdown(-leftMs)} ago.`, past: true };
  return {
    lead: says,
    rest: input.total === null ? askedWords(input) : [askedWords(input), providerWords(input)].join(' '),
    due,
    claim: claimWords(input),
  };
}

function askedWords({ atRisk, total }: AnswerInput): string {
  return total === null ? `${moneyWords(atRisk)} at risk, at most.` : `We asked for ${moneyWords(total)}.`;
}

function providerWords({ provider }: AnswerInput): string {
  if (provider === null) return 'The provider was not asked for this case yet.';
  if (provider.answer === 'unanswered') return 'The provider did not answer the last look-up: nobody knows.';
  if (provider.holdsNothing) return 'The provider holds nothing.';
  if (provider.amount === null) return 'The provider has no outcome yet.';
  return `The provider ${provider.captured ? 'captured' : 'holds'} ${moneyWords(provider.amount)}; money is ${provider.captured ? 'captured' : 'held, not captured'}.`;
}

function claimWords({ nowMs, owner, ownerUntilMs, who }: AnswerInput): string {
  if (owner === null || ownerUntilMs === null) return 'Nobody has it.';
  const left = countdown(Math.max(0, ownerUntilMs - nowMs));
  return owner === who ? `You hold the case for ${left}.` : `${owner} holds it for ${left}.`;
}
