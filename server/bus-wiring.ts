/** The bus between the regions: which transport carries it, and who listens and who sends on this side. */
import { randomBytes } from 'node:crypto';
import { ID_BYTES, otherRegion, type Region, requestIdFrom } from './domain/ids';
import type { RegionCopies } from './domain/region-copies';
import { systemClock as clock } from './ports/clock';
import { embeddedBus } from './ports/embedded-bus';
import { natsBus } from './ports/nats-bus';
import { systemRandom as random } from './ports/random';
import { CopyKeeper } from './services/copy-keeper';
import { CopyTeller } from './services/copy-teller';
import { guardedSubscription } from './services/guarded-subscription';
import { MessageDoor } from './services/message-door';
import { PeerMessenger } from './services/peer-messenger';
import { PeerReceiver } from './services/peer-receiver';
import { cartCopyStore } from './stores/cart-copies';
import { type CopiesStore, copiesStore } from './stores/copies';
import { refusedMessageStore } from './stores/refused-messages';
import { peerMessageStore } from './stores/peer-messages';
import { statusChangeStore } from './stores/status-changes';
import { statusCopyStore } from './stores/status-copies';
import { toldByPeerStore } from './stores/told-by-peer';
import type { RealParts } from './real-parts';

type BusParts = Pick<RealParts, 'region' | 'sql' | 'link' | 'deliveries'>;

const embedded = ({ link }: Pick<RealParts, 'link'>) => embeddedBus(link, () => requestIdFrom(randomBytes(ID_BYTES)));
const overNats = (url: string, { region }: Pick<RealParts, 'region'>) => natsBus({ url, region, clock, random });

/**
 * The web process listens: the peer's calls come in at its door, and with a bus of several machines from there too. The door stays
 * open, for a peer that has not been told of the bus yet.
 */
export function wireBusDoor(parts: BusParts, busUrl: string | null) {
  const { region, sql } = parts;
  const bus = embedded(parts);
  const listening = busUrl === null ? [bus] : [bus, overNats(busUrl, parts)];
  const [cartCopies, statusCopies, copies] = [
    cartCopyStore(sql, region),
    statusCopyStore(sql, region),
    copiesStore(sql, region),
  ];
  const receiver = new PeerReceiver({ clock, told: toldByPeerStore(sql) });
  const keeper = new CopyKeeper({ clock, statuses: statusCopies, carts: cartCopies, copies });
  const guard = new MessageDoor({ clock, door: 'bus', refused: refusedMessageStore(sql) });
  for (const each of listening)
    for (const { subscription } of [receiver, keeper]) each.subscribe(guardedSubscription(subscription, guard));
  return { door: bus.door, peerMessages: peerMessageStore(sql, region), cartCopies, statusCopies, copies };
}

/** The worker process sends. */
export function wireBusSenders(parts: BusParts, busUrl: string | null) {
  const { deliveries, region, sql } = parts;
  const bus = busUrl === null ? embedded(parts) : overNats(busUrl, parts);
  const messages = peerMessageStore(sql, region);
  return {
    messenger: new PeerMessenger({
      region,
      clock,
      random,
      bus,
      messages,
      deliveries,
      atHome: new PeerReceiver({ clock, told: toldByPeerStore(sql) }),
    }),
    copyTeller: new CopyTeller({
      region,
      clock,
      bus,
      statuses: statusChangeStore(sql),
      carts: cartCopyStore(sql, region),
      copies: copiesStore(sql, region),
    }),
  };
}

/** What the console says of the copies: of the peer here, and of what the peer does not know yet. */
export async function regionCopies(copies: CopiesStore, region: Region): Promise<RegionCopies> {
  const [ofPeer, { untold, untoldSinceMs }] = await Promise.all([copies.completeness(), copies.look()]);
  return { region, peer: otherRegion(region), ofPeer, untold, untoldSinceMs };
}
