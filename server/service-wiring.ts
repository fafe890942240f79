/** Everything that this region's web answers, to its own customers and staff and to the other region over the link. */
import type { Config } from './config';
import { wireConsoleSide } from './console-wiring';
import { wireIntentSide } from './intents-wiring';
import { wireOwnershipSide } from './ownership-wiring';
import { ownedService } from './services/owned-service';
import type { LinkService } from './services/region-router';
import { localStorefront } from './services/storefront';
import type { WiredWeb } from './wiring';

export function wireService(config: Config, parts: WiredWeb): LinkService {
  const { region, clock } = parts;
  const storefront = localStorefront({
    region,
    clock,
    carts: parts.carts,
    gateway: parts.gateway,
    status: parts.status,
    payments: parts.receiver,
    timeZone: 'UTC',
  });
  return ownedService(
    {
      ...storefront,
      ...wireConsoleSide(config, parts),
      ...wireOwnershipSide(config, parts),
      ...wireIntentSide(parts),
      ...parts.bus.door,
    },
    parts.directory,
  );
}
