import { describe, expect, it } from 'vitest';
import { keptIntentAnswer, type KeptIntentStory } from './kept-intent-words';

const AT = Date.UTC(2026, 10, 27, 12);
const story = (change: Partial<KeptIntentStory> = {}): KeptIntentStory => ({
  state: 'kept',
  keptBy: 'east',
  owner: 'west',
  sent: 'never',
  keptAtMs: AT,
  expiresAtMs: AT + 1_800_000,
  attempts: 3,
  lastKnown: null,
  refusal: null,
  answeredAtMs: null,
  ...change,
});
const says = (change: Partial<KeptIntentStory>) => {
  const { lead, rest } = keptIntentAnswer(story(change), AT + 40_000, 'UTC');
  return [lead, ...rest].join(' ');
};

describe('what staff read of a kept intent', () => {
  it('names who keeps it for whom, and for how long it is still placed', () => {
    expect(says({})).toBe(
      'East keeps this intent for west, since 12:00:00: west has not answered. No call for it has reached west from here, so nothing was charged by keeping it. It is placed as soon as west answers, for 29 min 20 s more; then not any more. 3 hand-overs were begun.',
    );
  });

  it('never says that nothing was charged where the owner may have acted', () => {
    for (const state of ['kept', 'expired'] as const) {
      expect(says({ state, sent: 'maybe' })).toMatch(/whether it was charged is not known here/);
      expect(says({ state, sent: 'maybe' })).not.toMatch(/nothing was charged/);
    }
  });

  it('tells the owner’s last word with its time, or why no order came of it', () => {
    const answeredAtMs = AT + 5_000;
    expect(says({ state: 'settled', lastKnown: { state: 'order_confirmed', version: 4 }, answeredAtMs })).toMatch(
      /Last known: order_confirmed, version 4 at 12:00:05\.$/,
    );
    expect(says({ state: 'settled', refusal: 'unknown_key', answeredAtMs })).toMatch(
      /west refused it at 12:00:05: unknown key\. No order came of it\.$/,
    );
  });
});
