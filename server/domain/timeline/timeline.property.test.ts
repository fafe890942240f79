import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_KINDS } from '../evidence';
import { anyTold, chained, START_MS } from '../evidence.examples';
import { evidenceSentence } from '../evidence-sentence';
import { timeline } from './timeline';

const rows = fc.array(anyTold, { maxLength: 25 }).map((told) => chained(told));
const now = fc.nat(40_000_000).map((afterMs) => START_MS + afterMs);
const view = fc.constantFrom('story' as const, 'everything' as const);

describe('any timeline', () => {
  it('shows every row exactly once, folded or not', () => {
    fc.assert(
      fc.property(rows, now, view, (all, nowMs, shown) => {
        const seqs = timeline(all, nowMs, { view: shown }).flatMap((item) => {
          if (item.type === 'row') return [item.row.seq];
          return item.type === 'fold' ? item.rows.map(({ seq }) => seq) : [];
        });
        expect(seqs.sort((a, b) => a - b)).toEqual(all.map(({ seq }) => seq));
      }),
    );
  });

  it('never runs backwards, before now and after it', () => {
    fc.assert(
      fc.property(rows, now, (all, nowMs) => {
        const items = timeline(all, nowMs);
        const split = items.findIndex(({ type }) => type === 'now');
        for (const part of [items.slice(0, split), items.slice(split)])
          expect(part.map(({ atMs }) => atMs)).toEqual(part.map(({ atMs }) => atMs).sort((a, b) => a - b));
      }),
    );
  });

  it('has one key for each item, and only times past due are missing', () => {
    fc.assert(
      fc.property(rows, now, (all, nowMs) => {
        const items = timeline(all, nowMs);
        for (const item of items) {
          if (item.type === 'missing') expect(item.overdueMs).toBeGreaterThanOrEqual(0);
          if (item.type === 'planned') expect(item.inMs).toBeGreaterThan(0);
        }
        expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
      }),
    );
  });

  it('has a sentence for every kind of evidence, with or without its facts', () => {
    for (const kind of EVIDENCE_KINDS)
      for (const row of chained([{ lane: 'order', kind }])) {
        const sentence = evidenceSentence(row, 'UTC');
        expect(sentence).toMatch(/^[A-Za-z].*[.”]$/);
        expect(sentence).not.toMatch(/undefined|null|NaN/);
      }
  });

  it('never says of a row without an outcome that the payment failed or was declined', () => {
    for (const kind of ['call_unanswered', 'lookup_unanswered', 'gateway_stopped_waiting', 'payment_pending'] as const)
      for (const row of chained([{ lane: 'provider', kind }]))
        expect(evidenceSentence(row, 'UTC').replace('does not prove a failed payment', '')).not.toMatch(/fail|declin/i);
  });
});
