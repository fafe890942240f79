/**
 * One external side effect has one name, made from the order and nothing else, so that every retry, tab, region and
 * restart means the same effect. The provider gets the same text as its idempotency key.
 */
export const OPERATION_KINDS = ['pay', 'capture', 'void', 'refund', 'reserve'] as const;

export type OperationKind = (typeof OPERATION_KINDS)[number];

export function paymentOperation(orderId: string): string {
  return `pay:${orderId}`;
}

export function captureOperation(orderId: string): string {
  return `capture:${orderId}`;
}

export function reservationOperation(orderId: string): string {
  return `reserve:${orderId}`;
}

/** @param n which void of this order, from 1. */
export function voidOperation(orderId: string, n: number): string {
  return `void:${orderId}:${counted(n)}`;
}

/** @param n which refund of this order, from 1. */
export function refundOperation(orderId: string, n: number): string {
  return `refund:${orderId}:${counted(n)}`;
}

export function operationKind(operation: string): OperationKind | null {
  return parse(operation)?.kind ?? null;
}

export function orderIdOfOperation(operation: string): string | null {
  return parse(operation)?.orderId ?? null;
}

function counted(n: number): number {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`a compensation is counted from 1, got ${n}`);
  return n;
}

function parse(operation: string): { readonly kind: OperationKind; readonly orderId: string } | null {
  const colon = operation.indexOf(':');
  const kind = OPERATION_KINDS.find((known) => known === operation.slice(0, Math.max(0, colon)));
  const rest = operation.slice(colon + 1);
  switch (kind) {
    case undefined:
      return null;
    case 'pay':
    case 'capture':
    case 'reserve':
      return rest === '' ? null : { kind, orderId: rest };
    case 'void':
    case 'refund': {
      const orderId = /^([^]+):[1-9]\d*$/.exec(rest)?.[1];
      return orderId === undefined ? null : { kind, orderId };
    }
    default:
      return kind satisfies never;
  }
}
