import { describe, expect, it, vi } from 'vitest';
import type { PaymentOperationStore } from '../stores/payment-operations';
import { ForwardedLookUps } from './forwarded-look-ups';

const SETTLE_TIME_MS = 60_000;
const CLAIM_MS = 20_000;

function given() {
  const bringForward = vi.fn<PaymentOperationStore['bringForward']>(async () => 0);
  const clock = { nowMs: () => now.ms, sleep: async () => undefined };
  const now = { ms: 10_000_000 };
  const forwarded = new ForwardedLookUps({
    clock,
    operations: { bringForward },
    settleTimeMs: SETTLE_TIME_MS,
    claimMs: CLAIM_MS,
  });
  const calls = () => bringForward.mock.calls.map(([, , , limit]) => limit);
  return { bringForward, calls, forwarded, now };
}

describe('after a round of look-ups', () => {
  it('two others are brought forward for each answer, of those whose settle time is over and that nobody has claimed', async () => {
    const { bringForward, forwarded, now } = given();
    await forwarded.after(['answered', 'unanswered', 'answered']);
    expect(bringForward.mock.calls).toEqual([[now.ms - SETTLE_TIME_MS, now.ms + CLAIM_MS, now.ms, 4]]);
  });

  it('none is brought forward by a provider that is silent, also not in the quiet rounds after it', async () => {
    const { calls, forwarded, now } = given();
    await forwarded.after(['answered']);
    await forwarded.after(['unanswered', 'unanswered']);
    now.ms += 60_000;
    await forwarded.after([]);
    expect(calls()).toEqual([2]);
  });

  it('nothing is brought forward before it has ever answered', async () => {
    const { calls, forwarded } = given();
    await forwarded.after([]);
    expect(calls()).toEqual([]);
  });

  it('while nothing is due it is seen every five seconds whose settle time has ended meanwhile', async () => {
    const { calls, forwarded, now } = given();
    await forwarded.after(['answered']);
    for (let round = 0; round < 30; round++) {
      now.ms += 500;
      await forwarded.after([]);
    }
    expect(calls()).toEqual([2, 2, 2, 2]);
  });
});
