/**
 * The seal of a call between the regions: who calls whom, when, for how long, under which one-time nonce, with which body; signed as
 * a whole. The answer is sealed to its call's nonce, so that neither can be forged, turned round, or used with another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Region } from '../domain/region';

export interface LinkStamp {
  readonly from: Region;
  readonly to: Region;
  readonly sentAtMs: number;
  /** How long the caller waits, from `sentAtMs` on. */
  readonly remainingMs: number;
  /** Used once. */
  readonly nonce: string;
  readonly requestId: string;
  readonly traceparent: string;
}

/** A call older than this is refused, and so is one from the future: what was captured cannot be used later. */
export const LINK_TOLERANCE_MS = 30_000;
/** How far two clocks may be apart before a call in time looks late. */
const CLOCK_SKEW_MS = 5_000;
const NONCE = /^[A-Za-z0-9_-]{22,64}$/;
const WHOLE = /^\d{1,15}$/;

export function sealCall(secret: string, stamp: LinkStamp, body: string): Readonly<Record<string, string>> {
  return {
    'x-request-id': stamp.requestId,
    traceparent: stamp.traceparent,
    'x-link-from': stamp.from,
    'x-link-to': stamp.to,
    'x-link-sent-at': String(stamp.sentAtMs),
    'x-link-remaining-ms': String(stamp.remainingMs),
    'x-link-nonce': stamp.nonce,
    'x-link-signature': signatureOf(secret, stamp, body),
  };
}

export type Opened =
  | { readonly kind: 'call'; readonly stamp: LinkStamp }
  /** Not the peer's, altered, or not fresh. */
  | { readonly kind: 'refused' }
  /** The peer's own, but nobody waits for it any more. */
  | { readonly kind: 'late' };

/** @param header reads a header, '' where there is none. */
export function openCall(
  secret: string,
  here: Region,
  header: (name: string) => string,
  body: string,
  nowMs: number,
): Opened {
  const [from, to] = [header('x-link-from'), header('x-link-to')];
  const [sentAt, remaining, nonce] = [header('x-link-sent-at'), header('x-link-remaining-ms'), header('x-link-nonce')];
  if (to !== here || from === here || !WHOLE.test(sentAt) || !WHOLE.test(remaining) || !NONCE.test(nonce))
    return { kind: 'refused' };
  const stamp: LinkStamp = {
    from: from as Region,
    to: here,
    sentAtMs: Number(sentAt),
    remainingMs: Number(remaining),
    nonce,
    requestId: header('x-request-id'),
    traceparent: header('traceparent'),
  };
  if (!sameText(signatureOf(secret, stamp, body), header('x-link-signature'))) return { kind: 'refused' };
  if (Math.abs(nowMs - stamp.sentAtMs) > LINK_TOLERANCE_MS) return { kind: 'refused' };
  return nowMs > stamp.sentAtMs + stamp.remainingMs + CLOCK_SKEW_MS ? { kind: 'late' } : { kind: 'call', stamp };
}

export const sealAnswer = (secret: string, nonce: string, body: string): string =>
  createHmac('sha256', secret).update(`answer\n${nonce}\n${body}`).digest('hex');

export const isAnswerTo = (secret: string, nonce: string, body: string, seal: string): boolean =>
  sameText(sealAnswer(secret, nonce, body), seal);

function signatureOf(secret: string, stamp: LinkStamp, body: string): string {
  const { from, nonce, remainingMs, requestId, sentAtMs, to, traceparent } = stamp;
  const signed = ['call', from, to, sentAtMs, remainingMs, nonce, requestId, traceparent, body].join('\n');
  return createHmac('sha256', secret).update(signed).digest('hex');
}

/** In constant time. */
function sameText(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
