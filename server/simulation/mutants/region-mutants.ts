/** Mistakes of a region that cannot reach an order's owner. */
import { homeRegionOfShard, type Region, shardOf } from '../../domain/ids';
import type { Asked } from '../../domain/placement';
import type { OrderRequest } from '../../services/checkout-gateway';
import type { MemoryDatabase } from '../memory/memory-database';
import type { Mutant, MutantContext } from '../mutant';
import { CUTS, HAND_OVERS } from '../themes';

const inCuts = { theme: CUTS } as const;

interface PlaceInput {
  readonly request: OrderRequest;
  readonly asked: Asked;
  readonly checkout?: unknown;
}

type Place = (at: Region, input: PlaceInput) => Promise<{ readonly kind: string }>;
type PlaceHere = (input: PlaceInput) => Promise<unknown>;

/** Each call that places an order, as `made` makes it. */
const placing =
  (
    made: (place: Place, input: PlaceInput, context: MutantContext, placeHere: PlaceHere) => Promise<unknown>,
  ): NonNullable<Mutant['router']> =>
  (router, context, own) => ({
    ask: (owner, method, input, asked) => {
      if (method !== 'order_place') return router.ask(owner, method, input, asked);
      const place: Place = (at, changed) => router.ask(at, method, changed as unknown as typeof input, asked);
      const placeHere: PlaceHere = (changed) => own.order_place(changed as Parameters<typeof own.order_place>[0]);
      return made(place, input as unknown as PlaceInput, context, placeHere) as ReturnType<
        typeof router.ask<typeof method>
      >;
    },
    otherRegion: () => router.otherRegion(),
    ownerOfOrder: (orderId) => router.ownerOfOrder(orderId),
    peerReach: () => router.peerReach(),
  });

const ownerOf = ({ request }: PlaceInput): Region => homeRegionOfShard(shardOf(request.orderId));

const checkoutOf = (db: MemoryDatabase, orderId: string) => db.checkoutCopies.get(orderId) ?? db.checkouts.get(orderId);

/** The owner does not answer: the region places, charges and confirms the order itself, and neither its door nor its database minds. */
export const REGION_CONFIRMS_WHEN_CUT: Mutant = {
  ...inCuts,
  name: 'region confirms when cut',
  breaks: 'S14',
  defects: ['places_any_shard'],
  router: placing(async (place, input, { db, process }, placeHere) => {
    const routed = await place(ownerOf(input), input);
    if (routed.kind === 'answered' || !process.name.endsWith('web')) return routed;
    const answer = await placeHere({ ...input, checkout: checkoutOf(db, input.request.orderId) ?? null });
    return { kind: 'answered', region: process.region, answer };
  }),
};

/** Each hand-over of a kept intent is a new order of its own. */
export const INTENT_UNDER_A_NEW_KEY: Mutant = {
  ...inCuts,
  name: 'intent handed over under a new key',
  breaks: 'S14',
  router: placing((place, input, context) => place(ownerOf(input), underANewKey(input, context) ?? input)),
};

/** A hand-over whose answer is there is made once more, as a new order. */
export const INTENT_DELIVERED_TWICE: Mutant = {
  ...inCuts,
  name: 'kept intent delivered twice',
  breaks: 'S1',
  router: placing(async (place, input, context) => {
    const answer = await place(ownerOf(input), input);
    const again = underANewKey(input, context);
    if (again !== null && answer.kind === 'answered') await place(ownerOf(input), again);
    return answer;
  }),
};

/** Of a worker alone: null for the customer's own submit. */
function underANewKey(input: PlaceInput, { db, process }: MutantContext): PlaceInput | null {
  const checkout = checkoutOf(db, input.request.orderId);
  if (process.name.endsWith('web') || checkout === undefined) return null;
  let orderId = `${input.request.orderId}x`;
  while (homeRegionOfShard(shardOf(orderId)) !== ownerOf(input)) orderId += 'x';
  const renamed = { ...checkout, orderId, shard: shardOf(orderId) };
  return { ...input, request: { ...input.request, orderId }, checkout: renamed };
}

/** Calls are not counted before they are made: what may have been acted on is told as not charged. */
export const TOLD_NOT_CHARGED_THOUGH_SENT: Mutant = {
  ...inCuts,
  name: 'answer says not charged though a call may have been acted on',
  breaks: 'S4',
  intents: (store) => ({
    ...store,
    get: async (orderId) => {
      const intent = await store.get(orderId);
      return intent === null ? null : { ...intent, sends: 0 };
    },
  }),
  checkoutCopies: (store) => ({
    ...store,
    get: async (orderId) => {
      const copy = await store.get(orderId);
      return copy === null ? null : { ...copy, sends: 0 };
    },
  }),
};

/** What the keeper says of an intent's time does not travel with it. */
export const PLACED_AFTER_ITS_TIME: Mutant = {
  ...inCuts,
  name: 'kept intent placed after its time',
  breaks: 'S4',
  router: placing((place, input) => {
    const { kept } = input.asked;
    const late = kept === undefined ? {} : { kept: { ...kept, placeUntilMs: Number.MAX_SAFE_INTEGER } };
    return place(ownerOf(input), { ...input, asked: { ...input.asked, ...late } });
  }),
};

/** An owner that does not answer has refused. */
export const SILENCE_MEANS_REFUSED: Mutant = {
  ...inCuts,
  name: 'kept intent dropped when its owner is silent',
  breaks: 'S14',
  handOvers: (store, { db }) => ({
    ...store,
    putBack: (orderId, acted, ...rest) => {
      const row = db.intents.get(orderId);
      if (acted === 'no' || row?.state !== 'kept') return store.putBack(orderId, acted, ...rest);
      db.intents.put(orderId, { ...row, state: 'settled', ownerRefusal: 'different_body' });
      return Promise.resolve();
    },
  }),
};

export const SUBMIT_WITHOUT_WHAT_WAS_SEEN: Mutant = {
  ...inCuts,
  name: 'submit answered as if nothing had been seen',
  breaks: 'S9',
  seenAtSubmit: () => 0,
};

/** A region that came to own a shard does not look among what it had opened for its old owner. */
export const OWN_COPY_NOT_LOOKED_FOR: Mutant = {
  name: 'checkout opened for the old owner is not known to the new one',
  breaks: 'S11',
  theme: HAND_OVERS,
  gatewayCopies: { get: () => Promise.resolve(null) },
};

/** Nobody owes a checkout, as far as those processes ask. */
const nothingOwed =
  (asksFor: (process: MutantContext['process']) => boolean): NonNullable<Mutant['router']> =>
  (router, { process }) => ({
    ask: (owner, method, input, asked) =>
      method === 'checkout_owed' && asksFor(process)
        ? Promise.resolve({ kind: 'answered', region: owner, answer: null } as never)
        : router.ask(owner, method, input, asked),
    otherRegion: () => router.otherRegion(),
    ownerOfOrder: (orderId) => router.ownerOfOrder(orderId),
    peerReach: () => router.peerReach(),
  });

/** A key is nobody's where its checkout has not come to its owner yet. */
export const KEY_ON_ITS_WAY_IS_UNKNOWN: Mutant = {
  ...inCuts,
  name: 'checkout on its way not asked for',
  breaks: 'S11',
  router: nothingOwed(() => true),
};

/** The customer's own submit asks for it; whoever hands a kept intent over takes the owner's first word for its last. */
export const KEPT_INTENT_REFUSED_TOO_SOON: Mutant = {
  name: 'kept intent refused while its checkout is on its way',
  breaks: 'S14',
  theme: HAND_OVERS,
  router: nothingOwed(({ name }) => !name.endsWith('web')),
};
