import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderResource } from '@/server/domain/order-resource';
import { intentHandOverStore } from './intent-hand-overs';
import { keptIntentStore, type NewIntent } from './kept-intents';
import { intentOf } from './testing/given-intents';
import { type GivenStore, givenStore, refusalOf, T0 } from './testing/given-store';

let store: GivenStore;
let intents: ReturnType<typeof keptIntentStore>;
let handOvers: ReturnType<typeof intentHandOverStore>;

beforeAll(async () => {
  store = await givenStore();
  intents = keptIntentStore(store.sql);
  handOvers = intentHandOverStore(store.sql);
});
afterAll(() => store.drop());

const HALF_HOUR_MS = 1_800_000;
const keep = (intent: NewIntent, change = {}) =>
  intents.keep(
    { intent, expiresAtMs: T0 + HALF_HOUR_MS, sends: 0, error: 'cut', most: 1_000, mostUnvouched: 1_000, ...change },
    T0,
  );
const answer = (version: number, state = 'payment_pending') => ({ version, state }) as OrderResource;
const heard = (intent: NewIntent, version: number, isFinal = false) =>
  intents.answered(intent, answer(version, isFinal ? 'order_confirmed' : undefined), isFinal, T0, T0);

async function kept(): Promise<NewIntent> {
  const intent = intentOf();
  expect(await keep(intent)).toBe('kept');
  return intent;
}

describe('a kept intent', () => {
  it('is kept once, however many equal submits come at once', async () => {
    const intent = intentOf();
    const answers = await Promise.all(Array.from({ length: 40 }, () => keep(intent)));
    expect(answers.filter((each) => each === 'kept')).toHaveLength(1);
    expect(answers.filter((each) => each === 'known')).toHaveLength(39);
    expect(await store.app('select kind from intents.events where order_id = $1', [intent.orderId])).toEqual([
      { kind: 'kept' },
    ]);
  });

  it('is refused beyond what is owed at most; strangers’ keys far sooner', async () => {
    const { kept: owed } = await handOvers.owed();
    expect(await keep(intentOf(), { most: owed })).toBe('full');
    expect(await keep(intentOf({ vouched: false }), { mostUnvouched: 0 })).toBe('full');
    expect(await keep(intentOf({ vouched: true }), { mostUnvouched: 0 })).toBe('kept');
  });

  it('is claimed by one worker at a time, and by the next once its claim ran out', async () => {
    await store.owner(`update intents.intents set next_try_at = now() + interval '1 year'`);
    const { orderId } = await kept();
    const claims = await Promise.all(Array.from({ length: 20 }, () => handOvers.claim(T0, 15_000, 5)));
    expect(claims.flat().map((each) => each.orderId)).toEqual([orderId]);
    expect(await handOvers.claim(T0 + 14_999, 15_000, 5)).toEqual([]);
    expect(await handOvers.claim(T0 + 15_000, 15_000, 5)).toMatchObject([{ orderId, attempts: 2, sends: 2 }]);
    await handOvers.putBack(orderId, 'no', 'cut', T0 + 20_000, T0 + 16_000);
    // the worker that died may have been heard
    expect(await intents.get(orderId)).toMatchObject({ sends: 1, lastError: 'cut' });
  });

  it('expires in nobody’s hands only, and is then handed over as expired', async () => {
    const { orderId } = await kept();
    const endMs = T0 + HALF_HOUR_MS;
    await store.owner(`update intents.intents set next_try_at = now() + interval '1 year' where order_id <> $1`, [
      orderId,
    ]);
    await handOvers.claim(endMs - 1_000, 15_000, 5);
    await handOvers.expireDue(endMs);
    expect((await intents.get(orderId))?.state).toBe('kept');
    await handOvers.expireDue(endMs + 15_000);
    expect((await intents.get(orderId))?.state).toBe('expired');
    // a call that only tells is no call that could charge
    const claimed = await handOvers.claim(endMs + 15_000, 15_000, 50);
    expect(claimed.filter((each) => each.orderId === orderId)).toMatchObject([{ state: 'expired', sends: 1 }]);
  });

  it('hears its owner in order, whatever comes when: nothing earlier replaces what is known', async () => {
    const intent = await kept();
    await heard(intent, 3);
    await heard(intent, 2);
    expect(await intents.get(intent.orderId)).toMatchObject({ state: 'handed_over', ownerVersion: 3 });
    await heard(intent, 4, true);
    await heard(intent, 3);
    expect(await intents.get(intent.orderId)).toMatchObject({ state: 'settled', ownerVersion: 4 });
    await handOvers.putBack(intent.orderId, 'unknown', 'late', T0, T0);
    expect(await intents.refused(intent.orderId, 'unknown_key', T0)).toBe(false);
    expect(await intents.get(intent.orderId)).toMatchObject({ state: 'settled', ownerRefusal: null });
  });

  it('is remembered where it was only asked for, and is not counted as owed', async () => {
    const before = await handOvers.owed();
    await heard(intentOf(), 4, true);
    await heard(intentOf(), 3);
    expect(await handOvers.owed()).toEqual(before);
  });
});

describe('the database refuses', () => {
  it('a step back, whatever the code does', async () => {
    const intent = await kept();
    await heard(intent, 4, true);
    const set = (what: string) =>
      store.owner(`update intents.intents set ${what} where order_id = $1`, [intent.orderId]);
    for (const what of [`state = 'handed_over'`, 'owner_version = 3', `expires_at = expires_at + interval '1 hour'`])
      expect((await refusalOf(set(what))).code).toBe('EV020');
    const other = await kept();
    await handOvers.expireDue(T0 + HALF_HOUR_MS);
    const back = store.owner(`update intents.intents set state = 'kept' where order_id = $1`, [other.orderId]);
    expect((await refusalOf(back)).code).toBe('EV020');
  });

  it('a hand-over without the owner’s word', async () => {
    const { orderId } = await kept();
    const claimed = store.owner(`update intents.intents set state = 'settled' where order_id = $1`, [orderId]);
    expect((await refusalOf(claimed)).constraint).toBe('intents_answered_check');
  });

  it('the app what it need not: another body, a deletion, a changed event', async () => {
    const { orderId } = await kept();
    for (const statement of [
      `update intents.intents set payment_method = 'pm_other' where order_id = $1`,
      `update intents.intents set payload_fingerprint = '' where order_id = $1`,
      'delete from intents.intents where order_id = $1',
      `update intents.events set kind = 'settled' where order_id = $1`,
      'delete from intents.events where order_id = $1',
      'update intents.checkouts set total_minor = 1 where order_id = $1',
    ])
      expect((await refusalOf(store.app(statement, [orderId]))).code).toBe('42501');
    const truth = store.owner(`update intents.events set kind = 'settled' where order_id = $1`, [orderId]);
    expect((await refusalOf(truth)).code).toBe('EV005');
  });
});
