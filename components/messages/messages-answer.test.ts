import { describe, expect, it } from 'vitest';
import { messagesAnswer } from './messages-answer';
import type { RegionAnswer, RegionMessages } from './region-messages';

const NOW = 1_800_000_000_000;
const quiet: RegionMessages = {
  consumers: [{ consumer: 'sales', undelivered: 0, oldestAtMs: null, lastError: null, dead: 0 }],
  deadCount: 0,
  mails: { queued: 0, failed: 0 },
  letters: [],
  readers: [],
  unreported: 0,
  versions: [{ schema: 'order_confirmed', newest: 2, written: 2, consumers: ['sales'] }],
  refused: [],
  copies: { region: 'east', peer: 'west', ofPeer: null, untold: 0, untoldSinceMs: null },
  asOfMs: NOW,
};
const of = (east: Partial<RegionMessages>, west: Partial<RegionMessages> | null = {}): RegionAnswer[] => [
  { region: 'east', answer: { ...quiet, ...east } },
  { region: 'west', answer: west === null ? null : { ...quiet, ...west } },
];
const waiting = (undelivered: number, ageMs: number) => ({
  consumers: [{ consumer: 'sales', undelivered, oldestAtMs: NOW - ageMs, lastError: null, dead: 0 }],
});

describe('the answer of the messages page', () => {
  it('is calm while messages are on their way', () => {
    expect(messagesAnswer(of(waiting(3, 2_000)), NOW)).toMatchObject({ tone: 'neutral', lead: 'Messages arrive.' });
  });

  it('says that a queue stands still', () => {
    expect(messagesAnswer(of(waiting(3, 600_000)), NOW)).toMatchObject({
      tone: 'amber',
      lead: 'A queue stands still.',
    });
  });

  it('puts dead letters of both regions first', () => {
    expect(messagesAnswer(of({ deadCount: 1 }, { deadCount: 2 }), NOW)).toMatchObject({ lead: '3 dead letters.' });
  });

  it('never takes a region that was not reached for an empty one', () => {
    const { lead, rest } = messagesAnswer(of({}, null), NOW);
    expect([lead, rest[0], rest.at(-1)]).toEqual([
      'West is not reached.',
      'Nothing waits in east.',
      'What waits in west is not known.',
    ]);
  });

  it('names the message whose newest version is not written yet', () => {
    const versions = [{ schema: 'order_confirmed', newest: 2, written: 1, consumers: ['sales'] }];
    expect(messagesAnswer(of({ versions }), NOW).rest.join(' ')).toContain(
      'order_confirmed: an older version is written',
    );
  });
});
