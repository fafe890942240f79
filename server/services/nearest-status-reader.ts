/**
 * Reads how an order stands for a customer in either region. The owner's record is always right; a copy here may answer while it is
 * young enough and at or past what the session has seen; where the owner cannot be reached, the last known is said to be that, and
 * never an earlier state than was seen.
 */
import { statusOfCopy } from '../contracts/order-status-changed';
import { type Copy, freshnessOfCopy, laterSeen, mayAnswer, mayBeLastKnown, type Seen } from '../domain/freshness';
import type { Region } from '../domain/ids';
import { type OrderResource, orderResource } from '../domain/order-resource';
import type { Clock } from '../ports/clock';
import type { StatusCopy, StatusCopyStore } from '../stores/status-copies';
import { sha256 } from './sha256';
import { sameHash, type StatusRequest } from './order-status-reader';
import type { OrderForwarder } from './order-forwarder';
import type { CallContext, RegionRouter } from './region-router';
import type { StatusAnswer } from './storefront';

export interface NearestStatusReaderParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly copies: Pick<StatusCopyStore, 'get'>;
  readonly router: Pick<RegionRouter, 'ownerOfOrder'>;
  /** Asks the owner; where it is not reached, tells what this region keeps for it or heard from it. */
  readonly forwarder: Pick<OrderForwarder, 'status'>;
  /** IANA zone for times inside customer messages. */
  readonly timeZone: string;
}

export interface NearestStatusRequest extends Omit<StatusRequest, 'minVersion'> {
  /** What the session has been shown of it. */
  readonly seen: Seen;
  /** Ask the owner whatever a copy says. */
  readonly fromOwner: boolean;
}

export type NearestStatus =
  | StatusAnswer
  /** And no copy here is at or past what was seen. */
  | { readonly kind: 'owner_unreachable'; readonly owner: Region };

/** Longer than the owner's own patience. */
const PATIENCE_MS = 5_000;
/** With a copy at hand that may be shown as the last known, nobody waits long for an owner that does not answer. */
const PATIENCE_WITH_COPY_MS = 2_000;

export class NearestStatusReader {
  constructor(private readonly parts: NearestStatusReaderParts) {}

  async read(request: NearestStatusRequest, context: Omit<CallContext, 'remainingMs'>): Promise<NearestStatus> {
    const { clock, forwarder, region, router } = this.parts;
    const { orderId, seen, statusToken, waitMs } = request;
    const owner = router.ownerOfOrder(orderId);
    const kept = owner === region ? null : await this.copyOf(orderId);
    if (kept !== null && !sameHash(kept.payload.status_token_hash, sha256(statusToken))) return { kind: 'not_found' };
    const copy = kept === null ? null : copyIn(kept);
    if (kept !== null && copy !== null && !request.fromOwner && isAnswered(copy, request, clock.nowMs()))
      return this.fromCopy(orderId, kept, 'replica', owner);
    const showable = copy !== null && mayBeLastKnown(copy, seen);
    const forwarded = await forwarder.status(
      { orderId, statusToken, minVersion: seen.version, waitMs },
      { ...context, remainingMs: waitMs + (showable ? PATIENCE_WITH_COPY_MS : PATIENCE_MS) },
    );
    const last = kept !== null && showable ? this.fromCopy(orderId, kept, 'last_known', owner) : null;
    if (forwarded.kind === 'unreachable') return last ?? { kind: 'owner_unreachable', owner };
    return last === null ? forwarded.answer : laterOf(forwarded.answer, last);
  }

  /** A copy that cannot be read is as one that is not there: its owner is asked. */
  private copyOf(orderId: string): Promise<StatusCopy | null> {
    return this.parts.copies.get(orderId).catch(() => null);
  }

  private fromCopy(orderId: string, kept: StatusCopy, source: 'replica' | 'last_known', owner: Region): Shown {
    const { clock, region, timeZone } = this.parts;
    const nowMs = clock.nowMs();
    const { lines, operations, order } = statusOfCopy(orderId, kept.payload);
    const freshness = freshnessOfCopy(copyIn(kept), source, owner, nowMs);
    const shown: OrderResource = orderResource(order, operations, lines, {
      region,
      ownerRegion: owner,
      nowMs,
      freshness,
      timeZone,
    });
    return { kind: 'status', order: shown };
  }
}

/** Of what was heard from the owner before and of what it told for the copy, the later. An answer of the owner itself is neither. */
function laterOf(answer: StatusAnswer, last: Shown): StatusAnswer {
  if (answer.kind !== 'status' || answer.order.freshness !== 'last_known') return answer;
  const seenOf = ({ fresh_as_of, version }: OrderResource): Seen => ({ version, asOfMs: Date.parse(fresh_as_of) });
  const heard = seenOf(answer.order);
  return laterSeen(heard, seenOf(last.order)) === heard ? answer : last;
}

type Shown = Extract<StatusAnswer, { readonly kind: 'status' }>;

/** Who waits for the next version waits at the owner, unless it is here already. */
function isAnswered(copy: Copy, { seen, waitMs }: NearestStatusRequest, nowMs: number): boolean {
  return mayAnswer(copy, seen, nowMs) && (waitMs === 0 || (seen.version > 0 && copy.version > seen.version));
}

const copyIn = ({ completeness, payload, toldAtMs }: StatusCopy): Copy => ({
  version: payload.version,
  toldAtMs,
  completeness,
});
