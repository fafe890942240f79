/**
 * Either region serves every customer: what this region owns is done here, the rest is asked of its owner over the region link.
 * An owner that cannot be reached is an answer of its own, and nothing is decided in its place.
 */
import { homeRegionOfShard, otherRegion, type Region, regionOfCart, shardOf } from '../domain/ids';
import type { RegionLink } from '../ports/region-link';
import type { Storefront } from './storefront';

export interface RegionRouterParts {
  readonly region: Region;
  readonly local: Storefront;
  readonly link: RegionLink;
}

export interface CallContext {
  readonly requestId: string;
  readonly traceparent: string;
  readonly remainingMs: number;
}

export type Routed<T> =
  | { readonly kind: 'answered'; readonly region: Region; readonly answer: T }
  | { readonly kind: 'owner_unreachable'; readonly owner: Region; readonly error: string };

type Method = keyof Storefront;
type Input<M extends Method> = Parameters<Storefront[M]>[0];
type Answer<M extends Method> = Awaited<ReturnType<Storefront[M]>>;

export class RegionRouter {
  constructor(private readonly parts: RegionRouterParts) {}

  ownerOfOrder(orderId: string): Region {
    return homeRegionOfShard(shardOf(orderId));
  }

  ownerOfCart(cartId: string): Region {
    return regionOfCart(cartId) ?? this.parts.region;
  }

  otherRegion(): Region {
    return otherRegion(this.parts.region);
  }

  /** Asks `owner`, which may be this region. */
  async ask<M extends Method>(
    owner: Region,
    method: M,
    input: Input<M>,
    context: CallContext,
  ): Promise<Routed<Answer<M>>> {
    const { link, local, region } = this.parts;
    if (owner === region) {
      const own = local[method] as (input: Input<M>) => Promise<Answer<M>>;
      return { kind: 'answered', region, answer: await own(input) };
    }
    const answer = await link.call({ method, body: input, ...context });
    return answer.kind === 'answered'
      ? { kind: 'answered', region: owner, answer: answer.body as Answer<M> }
      : { kind: 'owner_unreachable', owner, error: answer.error };
  }
}
