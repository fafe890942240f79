/** What a web process does for orders of the other region, and for the other region: the real router, forwarder and copier over the simulated link. */
import { otherRegion, type Region } from '../domain/ids';
import type { OrderResource } from '../domain/order-resource';
import type { Clock } from '../ports/clock';
import type { RegionLink } from '../ports/region-link';
import { CheckoutCopier } from '../services/checkout-copier';
import { handOverSide } from '../services/hand-over-side';
import { intentSide } from '../services/intent-side';
import { OrderForwarder } from '../services/order-forwarder';
import { ownedService } from '../services/owned-service';
import { ownershipSide } from '../services/ownership-side';
import { type LinkService, RegionRouter } from '../services/region-router';
import type { ShardDirectory } from '../services/shard-directory';
import type { Storefront } from '../services/storefront';
import type { CheckoutCopyStore } from '../stores/checkout-copies';
import type { Ground } from './ground';
import type { AskOwner } from './mutant';
import type { ProcessStores } from './process-stores';
import { type LinkDoor, simulatedLink } from './simulated-link';
import type { Life } from './simulated-process';

export interface ForwardingServices {
  readonly door: LinkDoor;
  readonly router: AskOwner;
  readonly forwarder: OrderForwarder;
  readonly copier: CheckoutCopier;
  readonly checkoutCopies: CheckoutCopyStore;
}

/** How an order stands by its copy here; null where there is none. */
export type CopiedStatus = (orderId: string) => Promise<OrderResource | null>;

export interface OwnPlace {
  readonly region: Region;
  readonly clock: Clock;
  readonly directory: ShardDirectory;
  readonly storefront: Storefront;
}

export function linkOf({ doorOf, roads, scheduler, trace, weather }: Ground, region: Region, life: Life): RegionLink {
  const peer = () => doorOf(otherRegion(region));
  return simulatedLink({ scheduler, luck: roads, weather, trace, peer }, life);
}

/** @param local what this region answers itself, for what it owns. */
export function askOwner(
  ground: Ground,
  { clock, directory, region, storefront }: OwnPlace,
  local: LinkService,
  stores: ProcessStores,
  life: Life,
): AskOwner {
  const router = new RegionRouter({ region, directory, clock, link: linkOf(ground, region, life), local });
  return ground.mutant?.router?.(router, stores.context, storefront) ?? router;
}

/** @param others what else the region answers. */
export function forwardingServices(
  ground: Ground,
  place: OwnPlace,
  stores: ProcessStores,
  life: Life,
  copied: CopiedStatus,
  others: Partial<LinkService> = {},
): ForwardingServices {
  const { clock, directory, region, storefront } = place;
  const { checkoutCopies, intents, shardHandOvers: handOvers } = stores;
  const nobody = { find: () => Promise.reject(new Error('not asked here')), view: () => Promise.resolve(null) };
  const sides = {
    ...intentSide({ clock, copies: checkoutCopies, reader: nobody }),
    ...ownershipSide({ directory, region }),
    ...handOverSide({ directory, handOvers }),
  };
  // the rest of what a link carries is asked by nobody here
  const local = ownedService({ ...storefront, ...sides, ...others } as LinkService, directory);
  const router = askOwner(ground, place, local, stores, life);
  const methods = local as unknown as Readonly<Record<string, (input: unknown) => Promise<unknown>>>;
  return {
    door: { life, answer: (method, body) => (methods[method] ?? missing(method))(body) },
    router,
    checkoutCopies,
    copier: new CheckoutCopier({ clock, router }),
    forwarder: new OrderForwarder({
      region,
      clock,
      router,
      intents,
      copies: checkoutCopies,
      copied,
      timeZone: 'UTC',
    }),
  };
}

const missing = (method: string) => () => Promise.reject(new Error(`nobody answers ${method}`));
