/**
 * The sentences about a payment whose outcome is not known, or known and not decided on: who stopped waiting and when, and what the
 * provider has said since. They claim no outcome and say what a silence does not prove.
 */
import type { EvidenceRow } from '../evidence';
import { detailNumber, detailText } from '../evidence-detail';
import { outcomeWord } from '../evidence-sentence';
import type { WaitingFor } from './cause';
import { WAITING_CAUSE_WORDS } from './causes';
import { authorizeOperationOf, type Facts } from './input';
import { clockNear } from '../instant-words';
import { callRows, definiteRow, isPayment, lastStateRow, lookupRows, openAtProviderRow } from '../payment-evidence';

export interface Sentence {
  readonly text: string;
  /** The rows that back it; empty for what follows from the records alone. */
  readonly evidenceSeqs: readonly number[];
  /** What it is about where no row backs it: the check that is planned, or the case. */
  readonly about?: 'next_check' | 'case';
}

export function uncertaintySentences(facts: Facts, waitingFor: WaitingFor | null): Sentence[] {
  const before = silence(facts);
  const word = providerWord(facts, waitingFor);
  return [...before, before.length === 0 ? opening(word) : word, ...obstacle(waitingFor)];
}

/** Who stopped waiting, and when; nothing when the provider answered the call, or may still do so. */
function silence(facts: Facts): Sentence[] {
  const { evidence, nowMs, timeZone } = facts;
  const unanswered = evidence.findLast((row) => row.kind === 'call_unanswered' && isPayment(row));
  const stopped = evidence.findLast((row) => row.kind === 'gateway_stopped_waiting');
  const ended =
    unanswered === undefined ? null : endedWords(unanswered, clockNear(unanswered.observedAtMs, nowMs, timeZone));
  if (unanswered !== undefined && ended !== null) return [{ text: ended, evidenceSeqs: [unanswered.seq] }];
  if (stopped !== undefined)
    return [
      {
        text: `The gateway stopped waiting at ${clockNear(stopped.observedAtMs, nowMs, timeZone)};`,
        evidenceSeqs: [stopped.seq],
      },
    ];
  if (unanswered !== undefined)
    return [
      {
        text: `The call to the provider was not answered by ${clockNear(unanswered.observedAtMs, nowMs, timeZone)};`,
        evidenceSeqs: [unanswered.seq],
      },
    ];
  if (callRows(evidence).length > 0) return [];
  const durable = evidence.findLast((row) => row.kind === 'payment_authorizing');
  const deadlineAtMs = durable === undefined ? null : detailNumber(durable, 'deadline_at_ms');
  if (durable !== undefined && deadlineAtMs !== null && nowMs < deadlineAtMs)
    return [
      { text: `The gateway waits until ${clockNear(deadlineAtMs, nowMs, timeZone)};`, evidenceSeqs: [durable.seq] },
    ];
  return [{ text: 'Nobody recorded an answer by the deadline;', evidenceSeqs: seqs(lastStateRow(evidence)) }];
}

/** A call that ended otherwise than by silence; null for silence. */
function endedWords(row: EvidenceRow, at: string): string | null {
  switch (detailText(row, 'cause')) {
    case 'connection_lost':
      return `The connection to the provider was lost at ${at};`;
    case 'provider_error':
      return `The provider answered with an error at ${at}, which proves nothing;`;
    case 'rate_limited':
      return `The provider turned the call away at ${at} as one too many;`;
    case 'caller_died':
      return `Whoever was to call the provider came back only at ${at} and sent nothing more;`;
    default:
      return null;
  }
}

export function providerWord(facts: Facts, waitingFor: WaitingFor | null): Sentence {
  const { evidence } = facts;
  const definite = definiteRow(evidence);
  if (definite !== null)
    return {
      text: `the provider says ${outcomeWord(detailText(definite, 'outcome'))}; the order has not been decided on it yet.`,
      evidenceSeqs: [definite.seq],
    };
  const evidenceSeqs = seqs(openAtProviderRow(evidence));
  switch (waitingFor?.cause) {
    case 'requires_action':
      return { text: "the provider waits for the customer's bank and has not told us an outcome.", evidenceSeqs };
    case 'processing':
      return { text: 'the provider itself does not know the outcome yet.', evidenceSeqs };
    default:
      return silentWord(facts, waitingFor);
  }
}

/** A provider that has said nothing of the payment, to the call or to a look-up. */
function silentWord({ evidence, nowMs, operations, timeZone }: Facts, waitingFor: WaitingFor | null): Sentence {
  const asked = lookupRows(evidence).map(({ seq }) => seq);
  const evidenceSeqs = asked.length > 0 ? asked : seqs(lastStateRow(evidence));
  const untold = 'the provider has not told us the outcome';
  switch (waitingFor?.cause) {
    case 'webhook_overdue':
      return { text: `${untold}, and its webhook has not come.`, evidenceSeqs };
    case 'lookups_unanswered':
      return { text: `${untold} and does not answer look-ups.`, evidenceSeqs };
    case 'lookup_overdue': {
      const dueAtMs = authorizeOperationOf(operations)?.nextCheckAtMs ?? null;
      const due = dueAtMs === null ? '' : ` at ${clockNear(dueAtMs, nowMs, timeZone)}`;
      return { text: `${untold}, and the look-up that was due${due} has not been made.`, evidenceSeqs };
    }
    default:
      return { text: `${untold}.`, evidenceSeqs };
  }
}

/** What keeps the owner from deciding, or the look-ups from going on; the rest is said already. */
function obstacle(waitingFor: WaitingFor | null): Sentence[] {
  switch (waitingFor?.cause) {
    case 'decision_overdue':
    case 'decision_fenced':
    case 'message_parked':
    case 'checks_ran_out':
    case 'second_person_missing':
    case 'repair_requested':
      return [{ text: `${WAITING_CAUSE_WORDS[waitingFor.cause]}.`, evidenceSeqs: waitingFor.evidenceSeqs }];
    default:
      return [];
  }
}

export const seqs = (row: EvidenceRow | null | undefined): number[] => (row ? [row.seq] : []);

/** The second half of a sentence as a sentence of its own. */
export const opening = (sentence: Sentence): Sentence => ({ ...sentence, text: capital(sentence.text) });

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
