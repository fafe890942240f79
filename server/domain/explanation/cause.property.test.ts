import { describe, expect, it } from 'vitest';
import { type Explanation, explain, explanationText } from './explanation';
import { chained } from '../evidence.examples';
import { luckFrom } from './book.examples';
import { WAITING_CAUSES, type WaitingCause } from './causes';
import { ENDED } from './histories-ended.examples';
import { INJECTED } from './histories.examples';
import { NoisyHistory } from './noise.examples';
import { isFinal } from '../order';
import { lastStateRow, stateOfRow } from '../payment-evidence';

const CASES = 1_000;
const injectable = WAITING_CAUSES.filter((cause) => cause !== 'not_known');

interface Case {
  readonly seed: number;
  readonly truth: WaitingCause;
  readonly truthBefore: readonly WaitingCause[];
  readonly history: NoisyHistory;
  readonly told: Explanation;
}

/** One order with a cause that was done to it, noise around it, and what the explanation says. A seed is a bug report. */
function generated(seed: number): Case {
  const truth = injectable[seed % injectable.length] ?? 'not_found_yet';
  const history = new NoisyHistory(luckFrom(seed));
  const truthBefore = INJECTED[truth](history);
  return { seed, truth, truthBefore, history, told: toldOf(history) };
}

function toldOf(history: NoisyHistory): Explanation {
  const { evidence, order } = history.toExplain();
  return explain(order, evidence, history.operations, history.cases, history.nowMs);
}

const cases = Array.from({ length: CASES }, (_, i) => generated(i + 1));
const nameOf = ({ told }: Case): WaitingCause | null => told.cause?.cause ?? null;
const seedAnd = (each: Case): string => `seed ${each.seed}: ${each.truth}, told ${nameOf(each)}`;

describe(`${CASES} histories with a known cause`, () => {
  it('never name a wrong one', () => {
    const wrong = cases.filter((each) => nameOf(each) !== each.truth && nameOf(each) !== 'not_known');
    expect(wrong.map(seedAnd)).toEqual([]);
  });

  it('name the right one in 99 of 100, and each cause in most of its own', () => {
    const right = cases.filter((each) => nameOf(each) === each.truth);
    const counts = injectable.map((cause) => {
      const all = cases.filter(({ truth }) => truth === cause).length;
      return { cause, all, right: right.filter(({ truth }) => truth === cause).length };
    });
    console.info(
      [
        `right ${right.length}, not known ${cases.filter((each) => nameOf(each) === 'not_known').length} of ${CASES}`,
        ...counts.map((each) => `${each.cause} ${each.right}/${each.all}`),
      ].join('\n'),
    );
    expect(right.length).toBeGreaterThanOrEqual(0.99 * CASES);
    expect(counts.filter((each) => each.all < 20 || each.right < 0.7 * each.all)).toEqual([]);
  });

  it('never name a wrong one of what came before, and name it in 95 of 100', () => {
    const wrong = cases.filter((each) => each.told.cause?.before.some((cause) => !each.truthBefore.includes(cause)));
    expect(wrong.map(seedAnd)).toEqual([]);
    const led = cases.filter(({ truthBefore }) => truthBefore.length > 0);
    const full = led.filter(({ told, truthBefore }) => told.cause?.before.length === truthBefore.length);
    expect(full.length).toBeGreaterThanOrEqual(0.95 * led.length);
  });

  it('show the rows of the cause, and of every sentence about the past', () => {
    for (const each of cases) {
      const seqs = new Set(each.history.rows.map((_, i) => i + 1));
      expect(each.told.cause?.evidenceSeqs.length, seedAnd(each)).toBeGreaterThan(0);
      const past = each.told.sentences.filter(({ text }) => !/^(Money:|Next check|Nobody is assigned)/.test(text));
      for (const { evidenceSeqs, text } of past) {
        expect(evidenceSeqs.length, `${seedAnd(each)}: ${text}`).toBeGreaterThan(0);
        expect(evidenceSeqs.every((seq) => seqs.has(seq))).toBe(true);
      }
    }
  });

  it('say what is not known, what is awaited until when, what comes next, and what a person may do', () => {
    for (const each of cases) {
      const { awaited, known, missing, nextStep, personMay, unknown } = each.told;
      expect(known.length, seedAnd(each)).toBeGreaterThan(0);
      expect(unknown.length, seedAnd(each)).toBeGreaterThan(0);
      expect([...missing, ...awaited].length, seedAnd(each)).toBeGreaterThan(0);
      expect(missing.every(({ dueAtMs }) => dueAtMs <= each.history.nowMs)).toBe(true);
      expect(awaited.every(({ dueAtMs }) => dueAtMs > each.history.nowMs)).toBe(true);
      expect(nextStep, seedAnd(each)).not.toBeNull();
      expect(personMay.map(({ act }) => act)).toEqual([
        'confirm',
        'fail_safely',
        'void',
        'refund',
        'release',
        'accept_difference',
        'recheck',
      ]);
      expect(personMay.every(({ why }) => /[.]$/.test(why))).toBe(true);
    }
  });

  it('call nothing failed or confirmed that is not', () => {
    for (const each of cases) {
      const text = explanationText(each.told);
      const { state } = each.history.order;
      expect(/\bfailed\b|Not completed/i.test(text), text).toBe(state === 'failed_safely');
      expect(/\bconfirmed\b/i.test(text), text).toBe(state === 'order_confirmed');
    }
  });
});

describe('an order that is decided and owes nothing', () => {
  it('waits for nothing, whatever happened to it on the way', () => {
    for (let seed = 1; seed <= 210; seed++) {
      const history = new NoisyHistory(luckFrom(seed));
      ENDED[seed % ENDED.length]?.(history);
      history.pass(0, 3_600_000);
      const told = toldOf(history);
      expect(isFinal(history.order.state), `seed ${seed}`).toBe(true);
      expect(told.cause, `seed ${seed}`).toBeNull();
      expect(told.nextStep, `seed ${seed}`).toBeNull();
    }
  });

  it('waits for nothing once a person has confirmed what had strayed', () => {
    const history = new NoisyHistory(luckFrom(5));
    INJECTED.void_failed(history);
    const { evidence, order } = history.toExplain();
    const stray = {
      orderId: order.orderId,
      lane: 'order',
      kind: 'stray_money',
      detail: { outcome: 'authorized' },
    } as const;
    const moved = { ...stray, kind: 'order_confirmed', orderVersion: 9, detail: {} } as const;
    const rows = chained([...evidence, stray, moved]);
    const told = explain(
      { ...order, state: 'order_confirmed', reason: 'repaired' },
      rows,
      history.operations,
      [],
      history.nowMs,
    );
    expect(told.cause).toBeNull();
  });
});

describe('any beginning of a history', () => {
  it('has an explanation that names what comes next while the order is not decided', () => {
    for (const { history, seed } of cases.filter(({ seed: each }) => each % 10 === 0)) {
      const { evidence, order } = history.toExplain();
      for (let length = 1; length <= evidence.length; length++) {
        const rows = evidence.slice(0, length);
        const last = lastStateRow(rows);
        const state = last === null ? 'order_intent_saved' : (stateOfRow(last) ?? order.state);
        const nowMs = rows.at(-1)?.recordedAtMs ?? history.nowMs;
        for (const operations of [history.operations, []]) {
          const told = explain({ ...order, state }, rows, operations, history.cases, nowMs);
          if (isFinal(state)) continue;
          expect(told.nextStep?.text, `seed ${seed}, ${length} rows`).toMatch(/[.]$/);
          expect(told.cause, `seed ${seed}, ${length} rows`).not.toBeNull();
        }
      }
    }
  });
});
