/** Asking the owner of something from an HTTP call: its ids and its deadline go along. */
import { NOTHING_SEEN, type Seen } from '../domain/freshness';
import type { Region } from '../domain/ids';
import type { RegionRouter } from '../services/region-router';
import { type Exchange, Problem } from './exchange';

/** Longer than the gateway's own patience, so that the owner's honest answer comes first. */
export const LINK_PATIENCE_MS = 6_000;

type Ask = RegionRouter['ask'];

export const ask = <M extends Parameters<Ask>[1]>(
  parts: { readonly router: RegionRouter },
  exchange: Exchange,
  owner: Region,
  method: M,
  input: Parameters<typeof parts.router.ask<M>>[2],
  remainingMs = LINK_PATIENCE_MS,
) => parts.router.ask(owner, method, input, contextOf(exchange, remainingMs));

export const contextOf = ({ requestId, traceparent }: Exchange, remainingMs: number) => ({
  requestId,
  traceparent,
  remainingMs,
});

/** Nothing older is shown in its place: what the session saw before is named, not repeated. */
export function ownerUnreachable(owner: Region, what: string, seen: Seen = NOTHING_SEEN): Problem {
  const lastSeen = seen.version === 0 ? null : { version: seen.version, as_of: instantOf(seen.asOfMs) };
  return new Problem(
    503,
    'owner_unreachable',
    `${what} is kept in region ${owner}, which cannot be reached from here at the moment.${seenWords(seen)} Try again shortly; the same request is safe to repeat.`,
    { owner_region: owner, last_seen: lastSeen },
    { 'Retry-After': '3' },
  );
}

/** Nothing says that no checkout gave it out: the region that may have opened one cannot be asked. */
export const keyNotKnownYet = (opener: Region): Problem =>
  new Problem(
    503,
    'checkout_not_known_yet',
    `This key is not known here yet: its checkout may have been opened in region ${opener}, which cannot be reached from here at the moment. Nothing was written, held or charged. Repeat the same request shortly under the same key; open no new checkout for it.`,
    {},
    { 'Retry-After': '3' },
  );

/** Kept for its owner, though its checkout is not known here: what it costs and how it stands can only be told there. */
export function keptUnseen(orderId: string, kept: { owner: Region; reference: string; untilMs: number }): Problem {
  const until = new Date(kept.untilMs).toISOString();
  return new Problem(
    503,
    'owner_unreachable',
    `Region ${kept.owner} owns the order ${orderId} and cannot be reached from here at the moment. The order is kept here and handed over as soon as it can be, until ${until}; it counts once, and nothing was charged by keeping it.`,
    { owner_region: kept.owner, order_id: orderId, reference: kept.reference, kept_until: until },
    { 'Retry-After': '3' },
  );
}

const instantOf = (ms: number): string | null => (ms === 0 ? null : new Date(ms).toISOString());

function seenWords({ asOfMs, version }: Seen): string {
  if (version === 0) return '';
  const at = instantOf(asOfMs);
  return ` You have seen its version ${version}${at === null ? '' : `, as of ${at}`}; that stands, and may have moved on since.`;
}
