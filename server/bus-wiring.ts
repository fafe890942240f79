/** The bus between the regions: which transport carries it, and who listens and who sends on this side. */
import { randomBytes } from 'node:crypto';
import { ID_BYTES, requestIdFrom } from './domain/ids';
import { systemClock as clock } from './ports/clock';
import { embeddedBus } from './ports/embedded-bus';
import { systemRandom as random } from './ports/random';
import { PeerMessenger } from './services/peer-messenger';
import { PeerReceiver } from './services/peer-receiver';
import { peerMessageStore } from './stores/peer-messages';
import { toldByPeerStore } from './stores/told-by-peer';
import type { RealParts } from './real-parts';

type BusParts = Pick<RealParts, 'region' | 'sql' | 'link' | 'deliveries'>;

const busOf = ({ link }: Pick<RealParts, 'link'>) => embeddedBus(link, () => requestIdFrom(randomBytes(ID_BYTES)));

/** The web process listens: the peer's calls come in at its door. */
export function wireBusDoor(parts: BusParts) {
  const bus = busOf(parts);
  const receiver = new PeerReceiver({ clock, told: toldByPeerStore(parts.sql) });
  bus.subscribe(receiver.subscription);
  return { door: bus.door, peerMessages: peerMessageStore(parts.sql, parts.region) };
}

/** The worker process sends. */
export function wireMessenger(parts: BusParts) {
  const { deliveries, region, sql } = parts;
  return new PeerMessenger({
    region,
    clock,
    random,
    bus: busOf(parts),
    messages: peerMessageStore(sql, region),
    deliveries,
  });
}
