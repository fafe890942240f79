/** What a redrive leaves in an order's evidence, and which case ends once the message was acted on. */
import type { DeadLetterRef } from './dead-letter';
import type { NewEvidence } from './evidence';

export function redrivenEvidence(
  letter: DeadLetterRef & { readonly schema: string; readonly times: number },
  by: { readonly actor: string; readonly region: string; readonly requestId: string | null },
  nowMs: number,
): NewEvidence {
  const { consumer, messageId, orderId, schema, times } = letter;
  return {
    orderId,
    lane: 'queue',
    kind: 'message_redriven',
    observedAtMs: nowMs,
    region: by.region,
    requestId: by.requestId,
    messageId,
    actor: by.actor,
    detail: { consumer, schema, times },
  };
}

/** As `newCase` names what the order owner opens for a message that it parks. */
export const parkedCaseId = (orderId: string, schema: string): string => `case:${orderId}:parked:${schema}`;

export function parkedCaseClosed(
  letter: DeadLetterRef & { readonly schema: string },
  by: { readonly actor: string; readonly region: string },
  nowMs: number,
): { readonly closed: ReturnType<typeof closedCase>; readonly evidence: NewEvidence } {
  const closed = closedCase(letter, by.actor);
  return {
    closed,
    evidence: {
      orderId: letter.orderId,
      lane: 'operator',
      kind: 'case_closed',
      observedAtMs: nowMs,
      region: by.region,
      messageId: letter.messageId,
      actor: by.actor,
      detail: { case_id: closed.caseId, verdict: closed.verdict },
    },
  };
}

const closedCase = ({ consumer, orderId, schema }: DeadLetterRef & { readonly schema: string }, closedBy: string) => ({
  orderId,
  caseId: parkedCaseId(orderId, schema),
  verdict: `the parked message was put back and ${consumer} acted on it`,
  closedBy,
});
