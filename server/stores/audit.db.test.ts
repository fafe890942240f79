import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVERY_ENTRY } from './audit';
import { type GivenStore, givenStore } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
  const done: [string, string, string][] = [
    ['ana', 'repairs:propose', 'order-1'],
    ['tom', 'repairs:approve', 'order-1'],
    ['ana', 'cases:claim', 'case:order-1:v5'],
    ['ana', 'repairs_other:propose', 'order-2'],
  ];
  for (const [n, [who, action, object]] of done.entries())
    await store.audit.append({
      actor: `staff:${who}@evident.test`,
      role: 'operator',
      action,
      object,
      operationId: `click-${n}`,
      requestId: null,
      reason: null,
      detail: {},
    });
});
afterAll(() => store.drop());

const found = async (asked: Partial<Parameters<GivenStore['audit']['find']>[0]>) =>
  (await store.audit.find({ ...EVERY_ENTRY, limit: 10, ...asked })).map(({ seq }) => seq);

it('is found newest first, by who, by what, by what it was done to, and page by page', async () => {
  expect(await found({})).toEqual([4, 3, 2, 1]);
  expect(await found({ actor: 'staff:ana@evident.test' })).toEqual([4, 3, 1]);
  expect(await found({ object: 'order-1' })).toEqual([2, 1]);
  expect(await found({ action: 'repairs' })).toEqual([2, 1]);
  expect(await found({ action: 'repairs:approve' })).toEqual([2]);
  expect(await found({ limit: 2 })).toEqual([4, 3]);
  expect(await found({ limit: 2, beforeSeq: 3 })).toEqual([2, 1]);
  expect(await found({ actor: "staff:x' or '1'='1" })).toEqual([]);
});
