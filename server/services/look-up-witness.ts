/** What a look-up's answer means, and the evidence that it was given. */
import { type PaymentOutcome, notFoundMeans, outcomeOf } from '../domain/payment';
import type { Witness } from '../domain/payment-report';
import { saidDetail } from '../domain/provider-said';
import type { LookUpAnswer } from '../ports/payment-provider';

/**
 * @param lastSendAtMs the last instant at which a charge may have left for the provider.
 * @param askedAtMs when the look-up left. Whoever slept before reading the answer holds a word of then: what came to the provider
 * meanwhile is not in it.
 */
export function outcomeOfLookUp(
  answer: LookUpAnswer,
  lastSendAtMs: number,
  askedAtMs: number,
  settleTimeMs: number,
): PaymentOutcome {
  switch (answer.kind) {
    case 'found':
      return outcomeOf(answer.payment);
    case 'not_found':
      return notFoundMeans(lastSendAtMs, askedAtMs, settleTimeMs);
    case 'unknown':
      return { kind: 'unknown', cause: answer.cause };
    default:
      return answer satisfies never;
  }
}

export function lookedUp(
  answer: LookUpAnswer,
  outcome: PaymentOutcome,
  nowMs: number,
  { region, requestId, traceId }: Pick<Witness, 'region' | 'requestId' | 'traceId'>,
  actor: string,
): Witness {
  return {
    kind: answer.kind === 'unknown' ? 'lookup_unanswered' : 'lookup_answered',
    observedAtMs: nowMs,
    region,
    requestId,
    traceId,
    actor,
    attempt: null,
    detail: saidDetail(answer.kind, answer.kind === 'found' ? answer.payment : null, outcome),
  };
}
