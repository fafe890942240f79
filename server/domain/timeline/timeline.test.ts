import { describe, expect, it } from 'vitest';
import {
  capturedAfter,
  chained,
  confirmedLate,
  lookup,
  resubmit,
  START_MS,
  unansweredStory,
} from '../evidence.examples';
import { timeline } from './timeline';
import type { TimelineItem } from './item';

const at = (afterMs: number) => START_MS + afterMs;
const NOW = at(367_000);
const told = (items: readonly TimelineItem[]) =>
  items.map((item) => (item.type === 'now' ? 'now' : `${item.type}: ${item.sentence}`));
const only = <T extends TimelineItem['type']>(items: readonly TimelineItem[], type: T) =>
  items.filter((item): item is Extract<TimelineItem, { type: T }> => item.type === type);

const pending = chained([
  ...unansweredStory,
  lookup(1, 4_000),
  ...resubmit(2, 16_362),
  lookup(2, 16_500),
  lookup(3, 76_000),
  lookup(4, 320_000),
]);

describe("order-42's timeline", () => {
  it('reads as it happened, with its silence drawn', () => {
    expect(told(timeline(pending, NOW))).toEqual([
      'row: The customer submitted cart version 18.',
      'row: Intent saved: 1 line, total 49.00 EUR computed by the server.',
      'row: 1 × sku-9 reserved, held until 10:32:05.',
      'row: Payment operation made durable before the call: 49.00 EUR.',
      'row: No answer from the provider in 1.97 s. It may or may not have accepted the call.',
      'row: The gateway stopped waiting. This does not prove a failed payment.',
      "missing: Expected by now, missing: the provider's authorized or declined.",
      'row: No evidence of an outcome, so the order waits for it.',
      'row: The customer was told: “Your payment is being confirmed. You do not need to pay again; this page updates itself.”',
      "missing: Expected by now, missing: the provider's webhook.",
      'row: The customer submitted again.',
      'row: Answered from the record. The provider was not called.',
      'fold: 4 look-ups, same answer: not found, which is no proof yet, since 10:02:09.118.',
      'now',
      'planned: Look-up 5 of 8, by itself.',
      'planned: From here on, “not found” proves that the payment never arrived.',
      'planned: The hold on the items ends.',
    ]);
  });

  it('expects no end of a hold whose items went back', () => {
    const released = chained([
      ...unansweredStory,
      { lane: 'inventory', kind: 'hold_released', detail: { why: 'a person released them' } },
    ]);
    const items = told(timeline(released, NOW));
    expect(items).toContain('row: The items went back to stock: a person released them.');
    expect(items).not.toContain('planned: The hold on the items ends.');
  });

  it('gives each row its gap since the row before, and none to the first', () => {
    const rows = only(timeline(pending, NOW), 'row');
    expect(rows.slice(0, 4).map(({ gapMs }) => gapMs)).toEqual([null, 8, 13, 8]);
  });

  it('shows each row by itself when asked for everything', () => {
    const items = timeline(pending, NOW, { view: 'everything' });
    expect(only(items, 'fold')).toEqual([]);
    expect(only(items, 'row')).toHaveLength(pending.length);
  });

  it('breaks a fold as soon as the answer differs', () => {
    const rows = chained([
      ...unansweredStory,
      lookup(1, 4_000),
      lookup(2, 16_000),
      lookup(3, 76_000, 'authorized'),
      lookup(4, 90_000),
    ]);
    const lookups = timeline(rows, NOW).filter((item) => item.type !== 'now' && /look|Looked/.test(item.sentence));
    expect(lookups.map(({ type }) => type)).toEqual(['fold', 'row', 'row']);
  });

  it('joins the rows of the payment operation by one bracket, open until the provider has spoken', () => {
    const brackets = timeline(pending, NOW).flatMap((item) =>
      item.type === 'now' || item.bracket === null ? [] : [item.bracket],
    );
    expect(brackets.every(({ operation, open }) => operation === 'pay:order-42' && open)).toBe(true);
    expect(brackets.map(({ place }) => place)).toEqual(['first', ...brackets.slice(2).map(() => 'middle'), 'last']);
    const answered = timeline(chained([...unansweredStory, ...confirmedLate(9_000, 100), capturedAfter(12_000)]), NOW);
    expect(answered.some((item) => item.type !== 'now' && item.bracket?.open)).toBe(false);
  });

  it('puts late evidence where it happened and says where it was learnt', () => {
    const items = timeline(chained([...unansweredStory, ...confirmedLate(1_500, 60_000)]), NOW);
    const [late] = only(items, 'row').filter(({ learnedAtMs }) => learnedAtMs !== null);
    expect(late).toMatchObject({ atMs: at(1_500), learnedAtMs: at(61_500), lane: 'provider' });
    expect(late?.chips.map(({ text }) => text)).toContain('late');
    expect(items.findIndex((item) => item === late)).toBeLessThan(
      items.findIndex((item) => item.type === 'row' && item.state === 'payment_pending'),
    );
    expect(only(items, 'learned').map(({ atMs, sentence }) => [atMs, sentence])).toEqual([
      [
        at(61_500),
        'Learned here what happened at 10:02:06.618: The provider told us by webhook: authorized: 49.00 EUR.',
      ],
    ]);
  });

  it('says of a look-up which it is, of how many', () => {
    const chips = only(timeline(pending, NOW, { view: 'everything' }), 'row').flatMap((item) =>
      item.chips.filter(({ kind }) => kind === 'check').map(({ text }) => text),
    );
    expect(chips).toEqual(['look-up 1 of 8', 'look-up 2 of 8', 'look-up 3 of 8', 'look-up 4 of 8']);
  });

  it("never places a provider's whole seconds before its own call", () => {
    const items = timeline(chained([...unansweredStory, ...confirmedLate(-118, 2_500)]), NOW);
    const authorizing = items.findIndex((item) => item.type === 'row' && item.state === 'payment_authorizing');
    const webhook = items.findIndex((item) => item.type === 'row' && item.row.kind === 'webhook_received');
    expect(webhook).toBeGreaterThan(authorizing);
  });

  it('turns a planned look-up into a missing one at the very millisecond at which it was due', () => {
    const dueAtMs = at(380_000);
    expect(told(timeline(pending, dueAtMs - 1))).toContain('planned: Look-up 5 of 8, by itself.');
    expect(told(timeline(pending, dueAtMs))).toContain('missing: Expected by now, missing: look-up 5.');
  });

  it('promises no further look-up once they have run out', () => {
    const last = { ...lookup(8, 120_000), detail: { outcome: 'unknown', check: 8, next_check_at_ms: null } };
    const items = timeline(chained([...unansweredStory, lookup(7, 60_000), last]), NOW);
    expect(told(items).filter((line) => /look-up \d/i.test(line))).toEqual([]);
  });

  it('misses the capture of a confirmed order until it is acknowledged, and then nothing', () => {
    const confirmed = [...unansweredStory, ...confirmedLate(9_000, 100)];
    const waiting = timeline(chained(confirmed), NOW);
    expect(only(waiting, 'missing').map(({ sentence }) => sentence)).toEqual([
      "Expected by now, missing: the provider's acknowledgement of capture:order-42.",
    ]);
    const items = timeline(chained([...confirmed, capturedAfter(12_000)]), NOW);
    expect([...only(items, 'missing'), ...only(items, 'planned')]).toEqual([]);
  });

  it('follows the void of conflicting and of stray money', () => {
    const conflict = {
      lane: 'order',
      kind: 'needs_reconciliation',
      observedAtMs: at(9_000),
      orderVersion: 5,
      detail: { reason: 'hold_gone' },
    } as const;
    const stray = {
      lane: 'order',
      kind: 'stray_money',
      observedAtMs: at(9_000),
      detail: { outcome: 'authorized' },
    } as const;
    for (const row of [conflict, stray])
      expect(told(timeline(chained([...unansweredStory, row]), NOW))).toContain(
        "missing: Expected by now, missing: the provider's acknowledgement of void:order-42:1.",
      );
  });

  it('shows what the caller knows to come', () => {
    const sweep = { lane: 'provider', text: 'Ledger sweep.', dueAtMs: NOW + 1_000, operation: null } as const;
    const gone = { ...sweep, text: 'An older sweep.', dueAtMs: NOW - 1 };
    const planned = only(timeline(pending, NOW, { plans: [sweep, gone] }), 'planned');
    expect(planned[0]).toMatchObject({ sentence: 'Ledger sweep.', inMs: 1_000 });
    expect(planned.map(({ sentence }) => sentence)).not.toContain('An older sweep.');
  });
});
