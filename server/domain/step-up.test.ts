import { expect, test } from 'vitest';
import { stepUpObject } from './step-up';

test('another object, amount or reason is another thing to confirm; the order of the fields and the click are not', () => {
  const asked = { orderId: 'order-42', amountMinor: 100, operationId: 'click-0001' };
  const same = { operationId: 'click-0002', amountMinor: 100, orderId: 'order-42' };
  expect(stepUpObject(same)).toBe(stepUpObject(asked));
  for (const other of [
    { ...asked, amountMinor: 101 },
    { ...asked, orderId: 'order-43' },
    { ...asked, extra: null },
  ])
    expect(stepUpObject(other)).not.toBe(stepUpObject(asked));
});
