/** One region of the shop on a port of its own: the API's listener alone, without Next, on real records and the real provider port. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Region } from '@/server/domain/ids';
import type { LinkCondition } from '@/server/domain/link-condition';
import { type EmbeddedBus, embeddedBus } from '@/server/ports/embedded-bus';
import { httpRegionLink } from '@/server/ports/http-region-link';
import type { RegionLink } from '@/server/ports/region-link';
import { systemRandom as random } from '@/server/ports/random';
import { HandOverCarrier } from '@/server/services/hand-over-carrier';
import { handOverSide } from '@/server/services/hand-over-side';
import type { ShardDirectory } from '@/server/services/shard-directory';
import { type HandOverStore, handOverStore } from '@/server/stores/hand-overs';
import type { ShardOwners } from '@/server/domain/ownership';
import { CopyKeeper } from '@/server/services/copy-keeper';
import { CopyTeller } from '@/server/services/copy-teller';
import { PeerMessenger } from '@/server/services/peer-messenger';
import { PeerReceiver } from '@/server/services/peer-receiver';
import { copiedStatus } from '@/server/services/copied-status';
import { CheckoutCopier } from '@/server/services/checkout-copier';
import { IntentKeeper, type IntentKeeperParts } from '@/server/services/intent-keeper';
import { IntentReader } from '@/server/services/intent-reader';
import { intentSide } from '@/server/services/intent-side';
import { OrderForwarder } from '@/server/services/order-forwarder';
import { type LinkService, RegionRouter } from '@/server/services/region-router';
import { ownedService } from '@/server/services/owned-service';
import { directoryOf } from '@/server/services/testing/given-directory';
import type { GivenProvider } from '@/server/services/testing/given-provider';
import { type GivenShop, givenShop } from '@/server/services/testing/given-shop';
import { type MovedClock, movedClock } from '@/server/services/testing/moved-clock';
import { cartCopyStore } from '@/server/stores/cart-copies';
import { copiesStore } from '@/server/stores/copies';
import { linkNonceStore } from '@/server/stores/link-nonces';
import { unsignedEvidenceSeconds } from '@/server/stores/evidence-checkpoints';
import { deadLettersWaiting } from '@/server/stores/dead-letters';
import { peerMessageStore } from '@/server/stores/peer-messages';
import { statusChangeStore } from '@/server/stores/status-changes';
import { statusCopyStore } from '@/server/stores/status-copies';
import { toldByPeerStore } from '@/server/stores/told-by-peer';
import { checkoutCopyStore } from '@/server/stores/checkout-copies';
import { intentHandOverStore } from '@/server/stores/intent-hand-overs';
import { intentReadStore } from '@/server/stores/intent-reads';
import { keptIntentStore } from '@/server/stores/kept-intents';
import { type GivenStore, givenStore } from '@/server/stores/testing/given-store';
import { type ApiListener, apiListener } from '../api-listener';

export const LINK_SECRET = 'a-link-secret-of-the-tests-0123456789';

export interface GivenRegion {
  readonly region: Region;
  readonly origin: string;
  readonly store: GivenStore;
  readonly shop: GivenShop;
  readonly clock: MovedClock;
  readonly failures: readonly unknown[];
  /** The next listener's link: to a peer, in this condition. */
  open(peerUrl: string, condition: () => LinkCondition): void;
  /** Everything that was said to customers is in the evidence. */
  flush(): Promise<void>;
  /** One round of the relay to the peer; how many messages left the queue. */
  carry(): Promise<number>;
  /** The worker that hands kept intents over; a second one is a second worker, or the one after a crash. */
  keeper(change?: (parts: IntentKeeperParts) => IntentKeeperParts): IntentKeeper;
  /** A worker that carries shards from here to the peer, over a link of its own. */
  carrier(
    peerUrl: string,
    condition: () => LinkCondition,
    through?: { handOvers(store: HandOverStore): HandOverStore; link(link: RegionLink): RegionLink },
  ): HandOverCarrier;
  readonly directory: ShardDirectory;
  /** One round of telling the peer how carts and orders stand, and how complete its copies are. */
  tell(): Promise<number>;
  close(): Promise<void>;
}

export async function givenRegion(region: Region, provider: GivenProvider, owners?: ShardOwners): Promise<GivenRegion> {
  const store = await givenStore(20);
  const clock = movedClock();
  const shop = givenShop({
    store,
    provider: provider.provider,
    clock,
    region,
    ...(owners === undefined ? {} : { owners }),
  });
  shop.startDeciding();
  await shop.untilAdmitting();
  const directory = directoryOf(store, region, clock);
  const handOvers = handOverStore(store.sql);
  const failures: unknown[] = [];
  let api: ApiListener | null = null;
  let bus: EmbeddedBus | null = null;
  const receiver = new PeerReceiver({ clock, told: toldByPeerStore(store.sql) });
  const messages = peerMessageStore(store.sql, region);
  let keeperParts: IntentKeeperParts | null = null;
  const [cartCopies, statusCopies, told] = [
    cartCopyStore(store.sql, region),
    statusCopyStore(store.sql, region),
    copiesStore(store.sql, region),
  ];
  const copyKeeper = new CopyKeeper({ clock, statuses: statusCopies, carts: cartCopies, copies: told });
  const server = createServer((request, response) => void api?.answer(request, response));
  const origin = await listen(server);
  const open = (peerUrl: string, condition: () => LinkCondition) => {
    const link = httpRegionLink({ from: region, peerUrl, secret: LINK_SECRET, condition });
    bus = embeddedBus(link, () => 'req_bus');
    bus.subscribe(receiver.subscription);
    bus.subscribe(copyKeeper.subscription);
    // the console's half of the link has tests of its own
    const copies = checkoutCopyStore(store.sql);
    const intents = keptIntentStore(store.sql);
    const ownerOfOrder = (orderId: string) => directory.ownerOfOrder(orderId);
    const reader = new IntentReader({ region, clock, copies, reads: intentReadStore(store.sql), ownerOfOrder });
    const own = {
      ...shop.storefront,
      ...bus.door,
      ...intentSide({ clock, copies, reader }),
      ...handOverSide({ handOvers, directory }),
    } as LinkService;
    const service = ownedService(own, directory);
    const router = new RegionRouter({ region, clock, directory, local: service, link, circuit: true });
    keeperParts = { region, clock, random, router, intents, copies, handOvers: intentHandOverStore(store.sql) };
    api = apiListener({
      region,
      clock,
      origin,
      service,
      router,
      intents: {
        copies,
        owed: () => intentHandOverStore(store.sql).owed(),
        copier: new CheckoutCopier({ clock, router }),
        forwarder: new OrderForwarder({
          region,
          clock,
          router,
          intents,
          copies,
          copied: (orderId) => copiedStatus({ region, clock, copies: statusCopies, timeZone: 'UTC' }, orderId),
          timeZone: 'UTC',
        }),
      },
      carts: shop.carts,
      gateway: shop.gateway,
      intake: shop.intake,
      evidence: store.evidence,
      peerMessages: messages,
      cartCopies,
      statusCopies,
      webhooks: provider.provider,
      linkNonces: linkNonceStore(store.sql),
      linkSecret: LINK_SECRET,
      linkCondition: condition,
      sql: store.sql,
      deadLetters: () => deadLettersWaiting(store.sql),
      unsignedEvidenceSeconds: () => unsignedEvidenceSeconds(store.sql, region),
      paymentCallsInFlight: () => shop.admission.inFlightNow(),
      shedsRecommendations: () => false,
      pressure: { reading: () => null, total: (measure) => shop.meter.total(measure) },
      onFailure: (error) => failures.push(error),
    });
  };
  open('http://127.0.0.1:1', () => 'up');
  return {
    region,
    origin,
    store,
    shop,
    clock,
    failures,
    directory,
    carrier: (peerUrl, condition, through) => {
      const link = httpRegionLink({ from: region, peerUrl, secret: LINK_SECRET, condition });
      return new HandOverCarrier({
        clock,
        directory,
        handOvers: through?.handOvers(handOvers) ?? handOvers,
        link: through?.link(link) ?? link,
      });
    },
    open,
    flush: async () => api?.stop(),
    async carry() {
      if (bus === null) throw new Error('open the region first');
      const { deliveries } = store;
      return new PeerMessenger({ region, clock, random, bus, messages, deliveries, atHome: receiver }).carry();
    },
    keeper(change = (parts) => parts) {
      if (keeperParts === null) throw new Error('open the region first');
      return new IntentKeeper(change(keeperParts));
    },
    async tell() {
      if (bus === null) throw new Error('open the region first');
      const statuses = statusChangeStore(store.sql);
      return new CopyTeller({ region, clock, bus, statuses, carts: cartCopies, copies: told }).tell();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await api?.stop();
      await shop.close();
      await store.drop();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
