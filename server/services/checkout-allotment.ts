/** A checkout gets the id of the order that may come of it, on a shard of the region that is to own it, and a token for its status. */
import { ID_BYTES, orderIdFrom, type Region, referenceOf, shardOf } from '../domain/ids';
import type { ShardOwners } from '../domain/ownership';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { CheckoutRecord } from '../stores/checkouts';
import type { CartView } from './cart-keeper';
import { sha256 } from './sha256';

export interface AllottedCheckout {
  readonly checkout: CheckoutRecord;
  /** 192 bits; only its hash is kept. */
  readonly statusToken: string;
}

export interface AllotmentParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly owners: ShardOwners;
}

const TOKEN_BYTES = 24;
/** A region with one shard of the 32 is missed as often once in 10^13. */
const MOST_TRIES = 1_000;

export function allotCheckout(
  { clock, owners, random }: AllotmentParts,
  cart: CartView,
  email: string,
  owner: Region,
): AllottedCheckout {
  let orderId = orderIdFrom(random.bytes(ID_BYTES));
  // a shard that is being handed over is left alone; if all of them are, the order is kept until its shard is open again
  for (let tries = 1; !owners.takesNewOrders(shardOf(orderId), owner) && tries < MOST_TRIES; tries++)
    orderId = orderIdFrom(random.bytes(ID_BYTES));
  const statusToken = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url');
  return {
    statusToken,
    checkout: {
      orderId,
      shard: shardOf(orderId),
      reference: referenceOf(orderId),
      cartId: cart.cartId,
      cartVersion: cart.version,
      email,
      lines: cart.lines,
      totalMinor: cart.total.amountMinor,
      currency: cart.total.currency,
      statusTokenHash: sha256(statusToken),
      openedAtMs: clock.nowMs(),
    },
  };
}
