import { describe, expect, it, vi } from 'vitest';
import type { OperationRecord } from '../domain/order-record';
import type { LookUpAnswer, PaymentProvider } from '../ports/payment-provider';
import type { PaymentOperationStore } from '../stores/payment-operations';
import { PaymentReceiver } from './payment-receiver';

const NOW_MS = 10_000_000;
const SETTLE_TIME_MS = 60_000;

function given(answers: readonly LookUpAnswer[]) {
  const due = answers.map((_, n) => ({ orderId: `order-${n}`, operation: `pay:order-${n}`, checksDone: 1 }));
  const bringForward = vi.fn<PaymentOperationStore['bringForward']>(async () => 0);
  let asked = 0;
  const receiver = new PaymentReceiver({
    region: 'east',
    clock: { nowMs: () => NOW_MS, sleep: async () => undefined },
    random: { luck: () => 0.5, bytes: () => new Uint8Array(17) },
    provider: { lookUp: async () => answers[asked++] } as unknown as PaymentProvider,
    operations: {
      claimDue: async () => due as OperationRecord[],
      record: async () => 'known',
      bringForward,
    } as unknown as PaymentOperationStore,
    wakeUp: { hint: () => undefined, listen: () => () => undefined },
    settleTimeMs: SETTLE_TIME_MS,
  } as unknown as ConstructorParameters<typeof PaymentReceiver>[0]);
  return { bringForward, receiver };
}

describe('a round of look-ups', () => {
  it('brings two others forward for each answer, of those whose settle time is over and that nobody has claimed', async () => {
    const { bringForward, receiver } = given([
      { kind: 'not_found' },
      { kind: 'unknown', cause: 'timeout' },
      { kind: 'not_found' },
    ]);
    expect(await receiver.lookUpDue(8)).toBe(3);
    expect(bringForward.mock.calls).toEqual([[NOW_MS - SETTLE_TIME_MS, NOW_MS + 20_000, NOW_MS, 4]]);
  });

  it('brings nothing forward while the provider is silent', async () => {
    const { bringForward, receiver } = given([{ kind: 'unknown', cause: 'timeout' }]);
    expect(await receiver.lookUpDue(8)).toBe(1);
    expect(bringForward).not.toHaveBeenCalled();
  });
});
