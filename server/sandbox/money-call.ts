/**
 * The one way in which money moves: fault, parameters, key, decision, durable journal line, and only then the answer
 * and the webhooks. Between decision and journal nothing waits, so two calls cannot decide on the same state.
 */
import { type Answer, answerOf, refusalAnswer } from './answers';
import { type CallFault, drawCallFault, withSentinel } from './call-fault';
import {
  invalidParameter,
  keyInUse,
  keyMismatch,
  keyTooLong,
  rateLimited,
  serverError,
  unexpectedState,
} from './errors';
import type { Faults } from './faults';
import { parseForm } from './form-body';
import { FORGET_KEYS_AFTER_SECONDS, fingerprintOf } from './idempotency-keys';
import type { MoneyEndpoint, PreparedCall } from './money-endpoints';
import type { SandboxParts } from './sandbox-parts';
import { newId } from './new-id';
import type { Change, Decision, Refusal } from './records';
import { sentinelOf } from './sentinels';

export type MoneyCall = {
  endpoint: MoneyEndpoint;
  method: string;
  path: string;
  id: string;
  body: string;
  key: string | null;
  requestId: string;
};

/** `hang` is an answer too: none, for as long as the caller likes to wait. */
export type Outcome = { kind: 'answer'; answer: Answer } | { kind: 'hang' } | { kind: 'reset' };

export async function moneyCall(parts: SandboxParts, request: MoneyCall): Promise<Outcome> {
  const faults = parts.faults.current;
  const luck = drawCallFault(faults, parts.random);
  if (parts.counts.moneyCall(Date.now()) > (faults.rate_limit_per_second ?? Number.POSITIVE_INFINITY)) {
    parts.counts.effect('rate_limited');
    return refuse(request, rateLimited());
  }
  const prepared = prepare(parts, request);
  const fault = prepared.ok ? withSentinel(luck, sentinelOf(prepared.call.attempts)) : luck;
  if (fault.before) return struckBefore(parts, request, fault.before);
  if (!prepared.ok) return refuse(request, prepared.refusal);
  if (fault.refuse_cancel && request.path.endsWith('/cancel')) {
    parts.counts.effect('cancel_refused');
    return refuse(request, unexpectedState('This PaymentIntent cannot be canceled at this moment.'));
  }
  if (request.key === null) return execute(parts, request, prepared.call, fault, null);
  return underKey(parts, request, request.key, prepared.call, fault, faults);
}

async function underKey(
  parts: SandboxParts,
  request: MoneyCall,
  key: string,
  call: PreparedCall,
  fault: CallFault,
  faults: Faults,
): Promise<Outcome> {
  if (key.length > 255) return refuse(request, keyTooLong());
  const fingerprint = fingerprintOf(request.method, request.path, request.body);
  const forgetAfter = faults.forget_keys_after_s ?? FORGET_KEYS_AFTER_SECONDS;
  const verdict = parts.keys.take(key, fingerprint, parts.clock.nowMs(), forgetAfter);
  switch (verdict.kind) {
    case 'in_use':
      return refuse(request, keyInUse(key));
    case 'mismatch':
      return refuse(request, keyMismatch(key));
    case 'replay':
      parts.counts.effect('replayed');
      await pause(fault.latency_ms);
      return replayed(verdict.change, call);
    case 'fresh':
      try {
        return await execute(parts, request, call, fault, { value: key, fingerprint });
      } finally {
        parts.keys.release(key);
      }
    default:
      return verdict satisfies never;
  }
}

async function execute(
  parts: SandboxParts,
  request: MoneyCall,
  call: PreparedCall,
  fault: CallFault,
  key: Change['key'],
): Promise<Outcome> {
  await pause(fault.latency_ms + fault.slow_ms);
  const now_ms = parts.clock.nowMs();
  const decision = call.decide({ now_ms, newId, wrong_amount: fault.wrong_amount });
  if (decision.refusal && !decision.refusal.executed) return refuse(request, decision.refusal);
  const change = changeOf(parts, request, decision, now_ms, key, fault);
  const events = parts.books.apply(change);
  parts.keys.store(change);
  await parts.journal.append({ change });
  for (const event of events) parts.webhooks.announce(event, fault.after === 'hang');
  countEffects(parts, fault, decision);
  return fault.after === 'hang' ? { kind: 'hang' } : { kind: 'answer', answer: answerOf(change, call.expand) };
}

function changeOf(
  parts: SandboxParts,
  request: MoneyCall,
  { intent, refund, moved, events, refusal }: Decision,
  now_ms: number,
  key: Change['key'],
  fault: CallFault,
): Change {
  return {
    at_ms: now_ms,
    request_id: request.requestId,
    intent,
    refund,
    rows: intent ? parts.books.ledger.rowsFor(intent, moved, now_ms, request.key) : [],
    events: events.map((type) => ({ id: newId('evt'), type })),
    // It happened and the caller is told 500: that 500 is what the key gives from now on.
    refusal: fault.after === 'error_500' ? serverError(true) : refusal,
    key,
  };
}

function prepare(parts: SandboxParts, request: MoneyCall) {
  const fields = parseForm(request.body);
  if (!fields) return { ok: false as const, refusal: invalidParameter('Invalid form body.', 'parameter_invalid', '') };
  return request.endpoint(fields, request.id, parts.books);
}

function struckBefore(parts: SandboxParts, request: MoneyCall, before: NonNullable<CallFault['before']>): Outcome {
  switch (before) {
    case 'reset':
      parts.counts.effect('reset');
      return { kind: 'reset' };
    case 'hang':
      parts.counts.effect('hang_before');
      return { kind: 'hang' };
    case 'error_500':
      parts.counts.effect('error_500_before');
      return refuse(request, serverError(false));
    default:
      return before satisfies never;
  }
}

function countEffects(parts: SandboxParts, fault: CallFault, decision: Decision): void {
  if (fault.after) parts.counts.effect(fault.after === 'hang' ? 'hang_after' : 'error_500_after');
  if (fault.wrong_amount && decision.moved.some(({ kind }) => kind === 'authorized'))
    parts.counts.effect('wrong_amount');
}

const refuse = (request: MoneyCall, refusal: Refusal): Outcome => ({
  kind: 'answer',
  answer: refusalAnswer(refusal, null, request.requestId),
});

function replayed(change: Change, call: PreparedCall): Outcome {
  const headers = { 'Idempotent-Replayed': 'true', 'Original-Request': change.request_id };
  return { kind: 'answer', answer: { ...answerOf(change, call.expand), headers } };
}

const pause = (ms: number): Promise<void> | null => (ms > 0 ? new Promise((done) => setTimeout(done, ms)) : null);
