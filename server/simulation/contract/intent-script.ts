/** Random commands about kept intents, and how one implementation answers them: the one contract of the stores of a region that keeps. */
import fc from 'fast-check';
import { referenceOf, shardOf } from '../../domain/ids';
import type { OrderResource } from '../../domain/order-resource';
import type { OrderState } from '../../domain/order';
import type { CheckoutCopyStore } from '../../stores/checkout-copies';
import type { IntentHandOverStore } from '../../stores/intent-hand-overs';
import type { KeptIntentStore, NewIntent } from '../../stores/kept-intents';
import { memoryCheckoutCopies } from '../memory/memory-checkout-copies';
import type { MemoryDatabase } from '../memory/memory-database';
import { memoryIntentHandOvers } from '../memory/memory-intent-hand-overs';
import { memoryKeptIntents } from '../memory/memory-kept-intents';
import { carried, type Carry } from '../memory/synchronous';
import { answered, sorted, textOf } from './answer-text';

export interface IntentSubject {
  readonly intents: KeptIntentStore;
  readonly handOvers: IntentHandOverStore;
  readonly copies: CheckoutCopyStore;
}

export const memoryIntentSubject = (db: MemoryDatabase): IntentSubject => {
  const atOnce: Carry = async (_call, effect) => effect();
  return {
    intents: carried('intents', memoryKeptIntents(db), atOnce),
    handOvers: carried('handOvers', memoryIntentHandOvers(db), atOnce),
    copies: carried('copies', memoryCheckoutCopies(db), atOnce),
  };
};

type Acted = 'no' | 'unknown';

type IntentCommand = { readonly order: number; readonly afterMs: number } & (
  | { readonly kind: 'keep'; readonly sends: 0 | 1; readonly vouched: boolean; readonly most: number }
  | { readonly kind: 'asked_again' | 'sending' | 'not_sent' | 'expire_due' | 'owed' | 'get' }
  | { readonly kind: 'answered'; readonly version: number; readonly state: OrderState; readonly body: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'claim' | 'to_follow'; readonly most: number }
  | { readonly kind: 'put_back'; readonly acted: Acted; readonly error: string; readonly inMs: number }
  | { readonly kind: 'copy'; readonly ownerHasIt: boolean; readonly sends: 0 | 1 }
  | { readonly kind: 'copy_sending' | 'copy_not_sent' | 'copy_owner_has' | 'copy_get' }
  | { readonly kind: 'copies_owed' | 'copies_forget'; readonly sinceMs: number; readonly most: number }
);

const BEGAN_MS = Date.UTC(2031, 10, 22, 12);
const KEPT_MS = 30 * 60_000;
const CLAIM_MS = 15_000;
const REST_MS = 5_000;
const ORDERS = 4;
const orderIdOf = (index: number): string => `ord_kept${index}`;

const base = {
  order: fc.nat({ max: ORDERS - 1 }),
  afterMs: fc.constantFrom(0, 1, 700, 5_000, 16_000, 31 * 60_000),
};
const most = fc.constantFrom(1, 2, 6);

const command: fc.Arbitrary<IntentCommand> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...base,
      kind: fc.constant('keep' as const),
      sends: fc.constantFrom(0 as const, 1 as const),
      vouched: fc.boolean(),
      most: fc.constantFrom(2, 3, 10),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...base,
      kind: fc.constantFrom('asked_again', 'sending', 'not_sent', 'expire_due', 'owed', 'get'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...base,
      kind: fc.constant('answered' as const),
      version: fc.integer({ min: 1, max: 5 }),
      state: fc.constantFrom<OrderState>('payment_pending', 'order_confirmed', 'failed_safely'),
      body: fc.nat({ max: 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...base,
      kind: fc.constant('refused' as const),
      why: fc.constantFrom('unknown_key', 'different_body'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ ...base, kind: fc.constantFrom('claim' as const, 'to_follow' as const), most }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...base,
      kind: fc.constant('put_back' as const),
      acted: fc.constantFrom('no', 'unknown'),
      error: fc.constantFrom('cut', 'no answer'),
      inMs: fc.constantFrom(0, 500, 5_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...base,
      kind: fc.constant('copy' as const),
      ownerHasIt: fc.boolean(),
      sends: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      ...base,
      kind: fc.constantFrom('copy_sending', 'copy_not_sent', 'copy_owner_has', 'copy_get'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...base,
      kind: fc.constantFrom('copies_owed' as const, 'copies_forget' as const),
      sinceMs: fc.constantFrom(1, 20_000, 3_600_000),
      most,
    }),
  },
);

export const intentScript: fc.Arbitrary<readonly IntentCommand[]> = fc.array(command, { minLength: 10, maxLength: 50 });

export async function runIntentScript(
  script: readonly IntentCommand[],
  subject: IntentSubject,
): Promise<readonly string[]> {
  const said: string[] = [];
  let nowMs = BEGAN_MS;
  for (const each of script) {
    // no two of them stand at one instant: which comes first would be nobody's promise
    nowMs += each.afterMs + 1;
    said.push(`${each.kind}: ${await answered(() => carryOut(each, subject, nowMs))}`);
  }
  for (let order = 0; order < ORDERS; order++) {
    said.push(`at last intent: ${textOf(await subject.intents.get(orderIdOf(order)))}`);
    said.push(`at last copy: ${textOf(await subject.copies.get(orderIdOf(order)))}`);
  }
  return said;
}

async function carryOut(each: IntentCommand, subject: IntentSubject, nowMs: number): Promise<unknown> {
  const { copies, handOvers, intents } = subject;
  const orderId = orderIdOf(each.order);
  switch (each.kind) {
    case 'keep': {
      const limits = { most: each.most, mostUnvouched: 1 };
      const intent = intentOf(each.order, each.vouched);
      return intents.keep({ intent, expiresAtMs: nowMs + KEPT_MS, sends: each.sends, error: 'cut', ...limits }, nowMs);
    }
    case 'asked_again':
      return intents.askedAgain(orderId, 'req_again', nowMs);
    case 'sending':
      return intents.sending(orderId);
    case 'not_sent':
      return intents.notSent(orderId);
    case 'expire_due':
      return handOvers.expireDue(nowMs);
    case 'owed':
      return handOvers.owed();
    case 'get':
      return intents.get(orderId);
    case 'answered': {
      const isFinal = each.state !== 'payment_pending';
      const answer = answerOf(orderId, each);
      return intents.answered(intentOf(each.order, true, each.body), answer, isFinal, nowMs + REST_MS, nowMs);
    }
    case 'refused':
      return intents.refused(orderId, each.why, nowMs);
    case 'claim':
      return sorted(await handOvers.claim(nowMs, CLAIM_MS, each.most), (intent) => intent.orderId);
    case 'to_follow':
      // followed at once they are due again at once: which of them comes first would be nobody's promise
      return sorted(await handOvers.toFollow(nowMs, REST_MS, ORDERS), (intent) => intent.orderId);
    case 'put_back':
      return handOvers.putBack(orderId, each.acted, each.error, nowMs + each.inMs + each.order, nowMs);
    case 'copy':
      return copies.keep([checkoutOf(each.order)], each.ownerHasIt, each.sends, nowMs);
    case 'copy_sending':
      return copies.sending(orderId);
    case 'copy_not_sent':
      return copies.notSent(orderId);
    case 'copy_owner_has':
      return copies.ownerHas(orderId);
    case 'copy_get':
      return copies.get(orderId);
    case 'copies_owed':
      return copies.owed(nowMs - each.sinceMs, each.most);
    case 'copies_forget':
      return copies.forget(nowMs - each.sinceMs, each.most);
    default:
      return each satisfies never;
  }
}

const intentOf = (order: number, vouched: boolean, body = 0): NewIntent => ({
  orderId: orderIdOf(order),
  reference: referenceOf(orderIdOf(order)),
  cartId: `crt_e_${order}`,
  cartVersion: 2,
  email: 'ada@example.test',
  paymentMethod: body === 0 ? 'pm_card_visa' : 'pm_card_declined',
  payloadFingerprint: 'f'.repeat(64),
  vouched,
  requestId: `req_${body}`,
  traceId: 'trace_1',
});

const checkoutOf = (order: number) => ({
  orderId: orderIdOf(order),
  shard: shardOf(orderIdOf(order)),
  reference: referenceOf(orderIdOf(order)),
  cartId: `crt_e_${order}`,
  cartVersion: 2,
  email: 'ada@example.test',
  lines: [{ sku: 'mug', name: 'a mug', quantity: 1, unitPriceMinor: 1_000 }],
  totalMinor: 1_000,
  currency: 'EUR',
  statusTokenHash: 'b'.repeat(64),
  openedAtMs: BEGAN_MS,
});

/** As much of an answer as a store keeps without looking into it. */
const answerOf = (orderId: string, { state, version }: { readonly state: OrderState; readonly version: number }) =>
  ({ order_id: orderId, state, version, lines: [] }) as unknown as OrderResource;

/** The tables as sorted text, the same from both databases. */
export function intentTablesOf(db: MemoryDatabase): readonly string[] {
  const events = [...db.intentEvents.all()].map(({ atMs, detail, kind, orderId, requestId }) =>
    textOf(['event', orderId, kind, atMs, requestId, detail]),
  );
  const claims = [...db.intents.values()].map(({ claimedUntilMs, orderId }) =>
    textOf(['claim', orderId, claimedUntilMs]),
  );
  const copies = [...db.checkoutCopies.values()].map(({ copiedAtMs, orderId }) =>
    textOf(['copy', orderId, copiedAtMs]),
  );
  return [...events, ...claims, ...copies].sort();
}
