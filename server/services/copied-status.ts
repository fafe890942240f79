/** An order of the other region as its copy here tells it, marked as last known; null where there is none or it cannot be read. */
import { statusOfCopy } from '../contracts/order-status-changed';
import { freshnessOfCopy } from '../domain/freshness';
import { type OrderResource, orderResource } from '../domain/order-resource';
import { otherRegion, type Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { StatusCopyStore } from '../stores/status-copies';

export interface CopiedStatusParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly copies: Pick<StatusCopyStore, 'get'>;
  /** IANA zone for times inside customer messages. */
  readonly timeZone: string;
}

export async function copiedStatus(parts: CopiedStatusParts, orderId: string): Promise<OrderResource | null> {
  const { clock, copies, region, timeZone } = parts;
  const copy = await copies.get(orderId).catch(() => null);
  if (copy === null) return null;
  const { lines, operations, order } = statusOfCopy(orderId, copy.payload);
  const nowMs = clock.nowMs();
  const owner = otherRegion(region);
  const { completeness, payload, toldAtMs } = copy;
  const freshness = freshnessOfCopy({ version: payload.version, toldAtMs, completeness }, 'last_known', owner, nowMs);
  return orderResource(order, operations, lines, { region, ownerRegion: owner, nowMs, freshness, timeZone });
}
