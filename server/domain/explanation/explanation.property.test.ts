import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTold, chained, START_MS } from '../evidence.examples';
import { explain, explanationText } from './explanation';
import { anyCases, anyOperations, anyOrderToExplain } from './explanation.examples';

const rows = fc.array(anyTold, { maxLength: 15 }).map((told) => chained(told));
const now = fc.nat(40_000_000).map((afterMs) => START_MS + afterMs);
const runs = { numRuns: 500 };

describe('any explanation', () => {
  it('claims an outcome only when the state is that outcome', () => {
    fc.assert(
      fc.property(anyOrderToExplain, rows, anyOperations, anyCases, now, (order, all, operations, cases, nowMs) => {
        const text = explanationText(explain(order, all, operations, cases, nowMs));
        expect(/\bconfirmed\b/i.test(text)).toBe(order.state === 'order_confirmed');
        expect(/\bfailed\b|Not completed/i.test(text)).toBe(order.state === 'failed_safely');
        expect(/^Pending/.test(text)).toBe(order.state === 'payment_pending');
      }),
      runs,
    );
  });

  it('never says "unknown" of money without "at most"', () => {
    fc.assert(
      fc.property(anyOrderToExplain, rows, anyOperations, anyCases, now, (order, all, operations, cases, nowMs) => {
        const text = explanationText(explain(order, all, operations, cases, nowMs));
        return !text.includes('Money: unknown') || /Money: unknown, at most one charge of \d+\.\d\d EUR\./.test(text);
      }),
      runs,
    );
  });

  it('points only at rows that exist, and reads as sentences', () => {
    fc.assert(
      fc.property(anyOrderToExplain, rows, anyOperations, anyCases, now, (order, all, operations, cases, nowMs) => {
        const answer = explain(order, all, operations, cases, nowMs);
        const seqs = new Set(all.map(({ seq }) => seq));
        for (const { text, evidenceSeqs } of answer.sentences) {
          expect(text).toMatch(/[.;]$/);
          expect(text).not.toMatch(/undefined|null|NaN/);
          expect(evidenceSeqs.every((seq) => seqs.has(seq))).toBe(true);
        }
      }),
      runs,
    );
  });

  it('always names a next step while the order is not decided', () => {
    fc.assert(
      fc.property(anyOrderToExplain, rows, anyOperations, anyCases, now, (order, all, operations, cases, nowMs) => {
        const decided = order.state === 'order_confirmed' || order.state === 'failed_safely';
        return decided || explain(order, all, operations, cases, nowMs).nextStep !== null;
      }),
      runs,
    );
  });
});
