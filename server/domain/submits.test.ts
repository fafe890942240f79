import { describe, expect, it } from 'vitest';
import { chained, resubmit, START_MS, unansweredStory } from './evidence.examples';
import { submitsOf } from './submits';

const at = (afterMs: number) => START_MS + afterMs;

/** A repeat as the gateway witnesses it: one row, without a number. */
const repeat = (afterMs: number, requestId: string) => ({
  lane: 'customer' as const,
  kind: 'answered_from_record' as const,
  observedAtMs: at(afterMs),
  requestId,
  actor: 'customer',
  replayed: true,
  detail: { state: 'payment_pending', final: false },
});

const effects = (rows: Parameters<typeof chained>[0]) => submitsOf(chained(rows), []).rows.map(({ effect }) => effect);

describe('how often the customer asked', () => {
  it('counts a repeat that left only its answer', () => {
    const told = [...unansweredStory, repeat(16_000, 'checkout-abd'), repeat(57_000, 'checkout-w07')];
    expect(effects(told)).toEqual(['provider_called', 'answered_from_record', 'answered_from_record']);
    expect(submitsOf(chained(told), [])).toMatchObject({ count: 3, providerCalls: 1 });
  });

  it('counts a repeat once whose submit and answer were both witnessed', () => {
    expect(effects([...unansweredStory, ...resubmit(2, 16_000)])).toEqual(['provider_called', 'answered_from_record']);
  });

  it('says of an intent that was kept while payments were refused that the provider was not called', () => {
    const kept = unansweredStory.filter(({ kind }) => kind === 'order_submitted' || kind === 'inventory_reserved');
    expect(effects(kept)).toEqual(['not_sent']);
    expect(submitsOf(chained(kept), [])).toMatchObject({ count: 1, providerCalls: 0 });
  });

  it('counts two repeats under one request id as two', () => {
    expect(effects([...unansweredStory, repeat(1_000, 'same'), repeat(2_000, 'same')])).toHaveLength(3);
  });
});
