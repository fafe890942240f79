/** What machines do next about an order's money, and when: a person who reads a case sees what will happen without them. */
import { countdown } from './instant-words';
import type { PaymentOperationKind } from './payment-operation';
import { LOOKUP_CHECKS } from './reconciliation';

export interface AutomaticStep {
  readonly kind: 'look_up' | 'capture' | 'void' | 'refund';
  /** `pay:ORDER_ID`, `void:ORDER_ID:1` … */
  readonly operation: string;
  readonly atMs: number;
  /** Which look-up it is, from 1, of how many; null for what is tried until it is acknowledged. */
  readonly check: { readonly number: number; readonly of: number } | null;
}

export interface PlannedOperation {
  readonly operation: string;
  readonly kind: PaymentOperationKind;
  readonly checksDone: number;
  readonly nextCheckAtMs: number;
}

/** @param planned the operation of the order that is due next; null for none: then it waits for a person. */
export function automaticStep(planned: PlannedOperation | null): AutomaticStep | null {
  if (planned === null) return null;
  const { checksDone, kind, nextCheckAtMs: atMs, operation } = planned;
  if (kind !== 'authorize') return { kind, operation, atMs, check: null };
  return { kind: 'look_up', operation, atMs, check: { number: checksDone + 1, of: LOOKUP_CHECKS } };
}

export function automaticStepWords(step: AutomaticStep | null, nowMs: number): string {
  if (step === null) return 'none, waits for a person';
  const when = step.atMs <= nowMs ? 'now' : `in ${countdown(step.atMs - nowMs)}`;
  const check = step.check === null ? '' : ` (${step.check.number} of ${step.check.of})`;
  return `${step.kind === 'look_up' ? 'look up' : 'send'} ${step.operation} ${when}${check}`;
}
