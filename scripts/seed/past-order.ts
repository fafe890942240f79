/** What one past customer wanted: the checkout as the gateway opened it and the intent as it placed it. */
import { createHash, randomBytes } from 'node:crypto';
import { ID_BYTES, orderIdFrom } from '../../server/domain/ids';
import type { OrderIntent, OrderLine } from '../../server/domain/placement';
import { referenceOf } from '../../server/domain/reference';
import type { Region } from '../../server/domain/region';
import { homeRegionOfShard, shardOf } from '../../server/domain/shard';
import type { CheckoutRecord } from '../../server/stores/checkouts';
import { CURRENCY, PLENTIFUL, PRODUCTS } from './catalogue';
import { customerMail } from './customers';
import { StoryRandom } from './story-random';

export interface PastOrder {
  readonly intent: OrderIntent;
  readonly checkout: CheckoutRecord;
  readonly atMs: number;
}

export interface Wanted {
  readonly orderId: string;
  readonly email: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly paymentMethod: string;
  readonly skus: readonly (readonly [sku: string, quantity: number])[];
  /** Null: nobody keeps the token. */
  readonly statusToken: string | null;
}

export function pastOrder(wanted: Wanted, atMs: number): PastOrder {
  const { orderId, email, cartId, cartVersion, paymentMethod } = wanted;
  const lines = wanted.skus.map(([sku, quantity]) => lineOf(sku, quantity));
  const totalMinor = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
  const shard = shardOf(orderId);
  const reference = referenceOf(orderId);
  const statusTokenHash = sha256(wanted.statusToken ?? randomBytes(24).toString('base64url'));
  return {
    atMs,
    checkout: {
      orderId,
      shard,
      reference,
      cartId,
      cartVersion,
      email,
      lines,
      totalMinor,
      currency: CURRENCY,
      statusTokenHash,
      openedAtMs: atMs - 45_000,
    },
    intent: {
      orderId,
      shard,
      region: homeRegionOfShard(shard),
      reference,
      total: { amountMinor: totalMinor, currency: CURRENCY },
      email,
      cartId,
      cartVersion,
      paymentMethod,
      payloadFingerprint: sha256(JSON.stringify([cartId, cartVersion, email, paymentMethod])),
      statusTokenHash,
      lines,
    },
  };
}

/** The same number, the same order, at every run: so a seed that was cut off finds what it has done. */
export function wantedByNumber(number: number, region: Region, paymentMethod: string, skus?: Wanted['skus']): Wanted {
  const random = new StoryRandom(1_000 + number);
  let orderId = orderIdFrom(random.bytes(ID_BYTES));
  while (homeRegionOfShard(shardOf(orderId)) !== region) orderId = orderIdFrom(random.bytes(ID_BYTES));
  return {
    orderId,
    email: customerMail(random),
    cartId: `crt_${region.charAt(0)}_${orderId.slice(4)}`,
    cartVersion: 1 + Math.floor(random.between(1, 6)),
    paymentMethod,
    skus: skus ?? basket(random),
    statusToken: null,
  };
}

function basket(random: StoryRandom): [string, number][] {
  const wanted = new Map<string, number>();
  const lines = Math.ceil(random.between(0, 2.4));
  while (wanted.size < lines) wanted.set(random.pick(PLENTIFUL).sku, Math.ceil(random.between(0, 2.2)));
  return [...wanted];
}

function lineOf(sku: string, quantity: number): OrderLine {
  const product = PRODUCTS.find((each) => each.sku === sku);
  if (product === undefined) throw new RangeError(`the shop has no ${sku}`);
  return { sku, name: product.name, quantity, unitPriceMinor: product.priceMinor };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
