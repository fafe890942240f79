import { describe, expect, test } from 'vitest';
import { shardOf } from '../domain/shard';
import { isMoved, ownedService } from './owned-service';
import type { LinkService } from './region-router';

const ORDER = 'ord_5ejt61fkrpsr073825dq7d0war';
const PLACE = { request: { orderId: ORDER } } as Parameters<LinkService['order_place']>[0];
const STATUS = { orderId: ORDER } as Parameters<LinkService['order_status']>[0];
const WEBHOOK = { orderId: ORDER } as Parameters<LinkService['webhook']>[0];

/** A region that owns the shard, until a call that takes its time is half through. */
function handedOverDuring(answers: Partial<Record<keyof LinkService, unknown>>, isHandedOver = true) {
  let owns = true;
  const late = (answer: unknown) => async () => {
    owns = !isHandedOver;
    return Promise.resolve(answer);
  };
  const local = Object.fromEntries(Object.entries(answers).map(([method, answer]) => [method, late(answer)]));
  const directory = {
    owns: () => Promise.resolve(owns),
    claimOf: () => ({
      shard: shardOf(ORDER),
      region: 'west' as const,
      epoch: 7,
      standing: 'closed' as const,
      holder: null,
      leaseUntilMs: null,
    }),
    refresh: () => Promise.resolve(),
  };
  return ownedService(local as unknown as LinkService, directory);
}

const NOTHING = [
  ['order_place', PLACE, { kind: 'unknown_key' }],
  ['order_place', PLACE, { kind: 'cart_changed', cartVersion: 2 }],
  ['order_place', PLACE, { kind: 'different_body', fields: ['cart_id'] }],
  ['order_status', STATUS, { kind: 'not_found' }],
  ['order_standing', STATUS, null],
  ['webhook', WEBHOOK, { answer: 'no_such_operation' }],
  ['repair_propose', { proposal: { orderId: ORDER } }, { kind: 'not_done', code: 'order_not_found', text: '' }],
] as const;

describe('a call that finds nothing', () => {
  test.each(NOTHING)(
    'to %s: is the new owner’s to answer, if the records left meanwhile',
    async (method, input, nothing) => {
      const ask = handedOverDuring({ [method]: nothing })[method] as (input: unknown) => Promise<unknown>;
      expect(await ask(input)).toEqual({ kind: 'shard_moved', shard: shardOf(ORDER), epoch: 7 });
    },
  );

  test.each(NOTHING)('to %s: is answered so by the owner', async (method, input, nothing) => {
    const ask = handedOverDuring({ [method]: nothing }, false)[method] as (input: unknown) => Promise<unknown>;
    expect(await ask(input)).toEqual(nothing);
  });
});

test('what was found is told, although the shard left since', async () => {
  const order = { kind: 'order', order: {}, replayed: false, refusal: null };
  const answer = await handedOverDuring({ order_place: order }).order_place(PLACE);
  expect(isMoved(answer)).toBe(false);
  expect(answer).toEqual(order);
});
