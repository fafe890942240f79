/** Asking the owner of something from an HTTP call: its ids and its deadline go along. */
import type { Region } from '../domain/ids';
import type { RegionRouter } from '../services/region-router';
import { type Exchange, Problem } from './exchange';

/** Longer than the gateway's own patience, so that the owner's honest answer comes first. */
const LINK_PATIENCE_MS = 6_000;

type Ask = RegionRouter['ask'];

export const ask = <M extends Parameters<Ask>[1]>(
  parts: { readonly router: RegionRouter },
  exchange: Exchange,
  owner: Region,
  method: M,
  input: Parameters<typeof parts.router.ask<M>>[2],
  remainingMs = LINK_PATIENCE_MS,
) =>
  parts.router.ask(owner, method, input, {
    requestId: exchange.requestId,
    traceparent: exchange.traceparent,
    remainingMs,
  });

export function ownerUnreachable(owner: Region, what: string): Problem {
  return new Problem(
    503,
    'owner_unreachable',
    `${what} is kept in region ${owner}, which cannot be reached from here at the moment. Try again shortly; the same request is safe to repeat.`,
    { owner_region: owner },
    { 'Retry-After': '3' },
  );
}
