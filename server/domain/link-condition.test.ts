import { describe, expect, it } from 'vitest';
import { linkFault } from './link-condition';

describe('what a condition of the link does to one call', () => {
  it.each([
    ['up', { kind: 'none' }],
    ['cut', { kind: 'cut' }],
    [{ delay_ms: 250 }, { kind: 'delayed', delayMs: 250 }],
    [
      { delay_ms: 250, jitter_ms: 100 },
      { kind: 'delayed', delayMs: 300 },
    ],
    [{ lose: 'requests' }, { kind: 'request_lost' }],
    [{ lose: 'answers' }, { kind: 'answer_lost' }],
    [{ lose: 'answers', calls_from: 'east' }, { kind: 'answer_lost' }],
    [{ lose: 'answers', calls_from: 'west' }, { kind: 'none' }],
  ] as const)('%j: %j', (condition, fault) => {
    expect(linkFault(condition, 'east', 0, 0.5)).toEqual(fault);
  });

  it('flaps by the clock, for both regions alike', () => {
    const flapping = { flapping: { up_ms: 300, down_ms: 200 } };
    const at = (nowMs: number) => [
      linkFault(flapping, 'east', nowMs, 0).kind,
      linkFault(flapping, 'west', nowMs, 0.9).kind,
    ];
    expect([0, 299, 300, 499, 500].map(at)).toEqual([
      ['none', 'none'],
      ['none', 'none'],
      ['cut', 'cut'],
      ['cut', 'cut'],
      ['none', 'none'],
    ]);
  });
});
