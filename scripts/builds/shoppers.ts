/** Shoppers who use several webs of one region: an answer that was lost is asked for again at another, under the same key. */
import type { OpenedCheckout } from '../../server/http/testing/caller';
import { openCheckout, placeOrder } from '../../server/http/testing/caller';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of sixteen: more silent answers than one in ten would close admission, which has tests of its own. */
const METHODS = [
  ...Array.from({ length: 11 }, () => 'pm_card_visa'),
  'pm_card_chargeDeclined',
  'pm_evident_hang_after_accept',
  'pm_evident_webhook_five_times',
  'pm_card_chargeDeclined',
  'pm_evident_webhook_lost',
];
/** An overloaded machine sheds, and says so; a shopper comes again for so long. */
const PATIENCE_MS = 100_000;
const AGAIN_AFTER_MS = 250;

export interface Bought {
  readonly orderId: string;
  /** The web that the order was first sent to. */
  readonly origin: string;
  /** What the shopper was told last: the status and state. */
  readonly told: string;
  /** Of opening the checkout and of placing the order, together: 2 when nothing was lost. */
  readonly tries: number;
}

/** `count` orders, `atOnce` at a time, each at one of `webs()` as it is then. */
export async function shopAt(webs: () => readonly string[], count: number, atOnce = 4): Promise<Bought[]> {
  const bought: Bought[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let number = next++; number < count; number = next++) bought.push(await buy(webs, number));
    }),
  );
  return bought;
}

async function buy(webs: () => readonly string[], number: number): Promise<Bought> {
  const webOf = (tries: number): string => {
    const open = webs();
    return open[(number + tries) % open.length] ?? '';
  };
  let tried = 0;
  const checkout: OpenedCheckout = await again((tries) => {
    tried++;
    return openCheckout(webOf(tries));
  });
  const origin = webOf(0);
  const answer = await again(async (tries) => {
    tried++;
    const said = await placeOrder(webOf(tries), checkout, { payment_method: METHODS[number % METHODS.length] });
    if (said.status >= 500) throw new Error(`${said.status} ${JSON.stringify(said.body)}`);
    return said;
  });
  return { orderId: checkout.orderId, origin, told: `${answer.status} ${String(answer.body.state)}`, tries: tried };
}

/** Until it is done; a lost answer and a 5xx say nothing of the order. */
async function again<T>(work: (tries: number) => Promise<T>): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries++) {
    try {
      return await work(tries);
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await sleep(AGAIN_AFTER_MS);
    }
  }
}
