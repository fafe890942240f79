import { describe, expect, it } from 'vitest';
import type { OperationRecord } from '../domain/order-record';
import type { PaymentReport } from '../domain/payment-report';
import type { PaymentProvider } from '../ports/payment-provider';
import type { PaymentOperationStore } from '../stores/payment-operations';
import { PaymentReceiver } from './payment-receiver';

const LAST_SEND_MS = 10_000_000;
const SETTLE_TIME_MS = 60_000;

/** A receiver whose look-up is asked at one instant, finds nothing, and is read at another: its process slept in between. */
function given(askedAtMs: number, readAtMs: number) {
  const reports: PaymentReport[] = [];
  const pay = {
    orderId: 'order-42',
    operation: 'pay:order-42',
    kind: 'authorize',
    checksDone: 3,
    lastSendAtMs: LAST_SEND_MS,
    providerReference: null,
  } as OperationRecord;
  let nowMs = askedAtMs;
  const receiver = new PaymentReceiver({
    region: 'east',
    clock: { nowMs: () => nowMs, sleep: async () => undefined },
    random: { luck: () => 0.5 },
    provider: {
      lookUp: async () => {
        nowMs = readAtMs;
        return { kind: 'not_found' };
      },
    } as unknown as PaymentProvider,
    operations: {
      claimDue: async () => [pay],
      list: async () => [pay],
      record: async (report: PaymentReport) => {
        reports.push(report);
        return 'known';
      },
      bringForward: async () => 0,
    } as unknown as PaymentOperationStore,
    wakeUp: { hint: () => undefined, listen: () => () => undefined },
    settleTimeMs: SETTLE_TIME_MS,
  } as unknown as ConstructorParameters<typeof PaymentReceiver>[0]);
  return { receiver, reports };
}

const SETTLED_MS = LAST_SEND_MS + SETTLE_TIME_MS;
const ASKED = { requestId: 'req_1', traceId: 'a'.repeat(32), region: 'east', nowMs: 0 } as const;

describe('a look-up that finds nothing', () => {
  it('proves it when it was asked after the settle time', async () => {
    const { receiver, reports } = given(SETTLED_MS, SETTLED_MS + 5);
    await receiver.lookUpDue(8);
    await receiver.inspect('order-42', ASKED, 'staff:ana@evident.test');
    expect(reports.map(({ state }) => state)).toEqual(['never_accepted', 'never_accepted']);
  });

  it('proves nothing when it was asked before, however late its answer is read', async () => {
    const { receiver, reports } = given(SETTLED_MS - 1, SETTLED_MS + 60_000);
    await receiver.lookUpDue(8);
    expect(reports.map(({ state, unknownCause }) => [state, unknownCause])).toEqual([['unknown', 'not_found_yet']]);
  });

  it('proves nothing to a person either', async () => {
    const { receiver } = given(SETTLED_MS - 1, SETTLED_MS + 60_000);
    expect(await receiver.inspect('order-42', ASKED, 'staff:ana@evident.test')).toEqual({
      kind: 'unknown',
      cause: 'not_found_yet',
    });
  });
});
