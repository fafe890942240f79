/** Whatever a page of the console shows as changed by itself moves a mark; and what changes nothing moves none. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeBetween, MOST_NAMED } from '@/server/domain/desk-news';
import { controlStore } from './controls';
import { type DeskMarkStore, deskMarkStore } from './desk-marks';
import { givenCase } from './testing/given-cases';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

/** However slow the machine is. */
const A_DAY_S = 86_400;

let store: GivenStore;
let marks: DeskMarkStore;
beforeAll(async () => {
  store = await givenStore();
  marks = deskMarkStore(store.sql, 'east', A_DAY_S);
});
afterAll(() => store.drop());

async function changeOf(act: () => Promise<unknown>) {
  const before = await marks.read();
  await act();
  return changeBetween(before, await marks.read());
}

const note = (orderId: string) => ({
  orderId,
  lane: 'operator' as const,
  kind: 'note_added' as const,
  observedAtMs: T0,
  region: 'east' as const,
  actor: 'staff:mara',
  detail: { text: 'Called.' },
});
const entry = (operationId: string) => ({
  actor: 'staff:jo@evident.test',
  role: 'on-call',
  action: 'payments:pause' as const,
  object: 'payments_paused:method:card',
  operationId,
  requestId: null,
  reason: 'The provider is away.',
  detail: {},
});
const control = {
  name: 'payments_paused:method:card',
  value: { paused: true },
  reason: 'The provider is away.',
  changedBy: 'staff:jo@evident.test',
  changedAtMs: 1_000,
  origin: 'east' as const,
};

describe('how far the records have come', () => {
  it('is the same while nothing is written', async () => {
    expect(await changeOf(async () => undefined)).toEqual({ topics: [], orders: [] });
  });

  it('names an order with its first evidence and with every later one, and no other', async () => {
    const { orderId: other } = await placed(store);
    let orderId = '';
    expect(await changeOf(async () => ({ orderId } = await placed(store)))).toEqual({
      topics: ['orders'],
      orders: [orderId],
    });
    expect(await changeOf(() => store.evidence.append([note(orderId)]))).toEqual({
      topics: ['orders'],
      orders: [orderId],
    });
    expect(orderId).not.toBe(other);
  });

  it('moves with a case, a switch, an acknowledgement and an entry of the audit', async () => {
    expect((await changeOf(() => givenCase(store))).topics).toContain('cases');
    expect((await changeOf(() => controlStore(store.sql).set(entry('click-0001'), control, 0))).topics).toEqual([
      'audit',
      'controls',
    ]);
    const acknowledged = () =>
      store.app(
        `insert into operations.control_readers (process, role, applied) values ('web-1', 'web', '{"a": 1}')
         on conflict (process) do update set seen_at = now(), applied = excluded.applied`,
      );
    expect((await changeOf(acknowledged)).topics).toEqual(['controls']);
    expect((await changeOf(acknowledged)).topics).toEqual([]);
  });

  it('names nobody where more orders moved than are named', async () => {
    const { orderId } = await placed(store);
    expect((await marks.read()).orders).toHaveProperty(orderId);
    for (let n = 0; n <= MOST_NAMED; n++) await placed(store);
    expect((await marks.read()).orders).toBeNull();
  });

  it('sees nothing that was recorded longer ago than a moment', async () => {
    expect((await deskMarkStore(store.sql, 'east', 0).read()).orders).toEqual({});
  });
});
