import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTold, chained, unansweredStory } from './evidence.examples';
import type { EvidenceRow } from './evidence';
import { canonicalText, GENESIS_HASH, verifyChain } from './evidence-chain';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const rows = fc.array(anyTold, { minLength: 2, maxLength: 8 }).map((told) => chained(told, sha256));
const rowsAndPlace = rows.chain((all) => fc.record({ all: fc.constant(all), i: fc.nat(all.length - 1) }));

const CHANGES: Record<keyof EvidenceRow, (row: EvidenceRow) => Partial<EvidenceRow>> = {
  orderId: () => ({ orderId: 'order-43' }),
  seq: ({ seq }) => ({ seq: seq + 1 }),
  prevHash: ({ hash }) => ({ prevHash: hash }),
  hash: () => ({ hash: GENESIS_HASH }),
  lane: ({ lane }) => ({ lane: lane === 'order' ? 'queue' : 'order' }),
  kind: ({ kind }) => ({ kind: kind === 'order_confirmed' ? 'failed_safely' : 'order_confirmed' }),
  observedAtMs: ({ observedAtMs }) => ({ observedAtMs: observedAtMs + 1 }),
  recordedAtMs: ({ recordedAtMs }) => ({ recordedAtMs: recordedAtMs + 1 }),
  region: () => ({ region: 'west' }),
  requestId: ({ requestId }) => ({ requestId: `${requestId ?? ''}x` }),
  traceId: ({ traceId }) => ({ traceId: `${traceId ?? ''}x` }),
  paymentOperation: ({ paymentOperation }) => ({ paymentOperation: `${paymentOperation ?? ''}x` }),
  messageId: ({ messageId }) => ({ messageId: `${messageId ?? ''}x` }),
  providerReference: ({ providerReference }) => ({ providerReference: `${providerReference ?? ''}x` }),
  actor: () => ({ actor: 'staff:somebody' }),
  ownerEpoch: ({ ownerEpoch }) => ({ ownerEpoch: (ownerEpoch ?? 0) + 1 }),
  orderVersion: ({ orderVersion }) => ({ orderVersion: (orderVersion ?? 0) + 1 }),
  attempt: ({ attempt }) => ({ attempt: (attempt ?? 0) + 1 }),
  replayed: ({ replayed }) => ({ replayed: !replayed }),
  detail: ({ detail }) => ({ detail: { ...detail, slipped: 'in' } }),
  detailJson: ({ detailJson }) => ({ detailJson: `${detailJson} ` }),
};

describe('the chain of evidence', () => {
  it('holds for what was really recorded', () => {
    fc.assert(fc.property(rows, (all) => verifyChain(all, sha256).ok));
    expect(verifyChain([], sha256)).toEqual({ ok: true, rows: 0, head: GENESIS_HASH });
  });

  it('finds a change of any single field of any row', () => {
    fc.assert(
      fc.property(rowsAndPlace, fc.constantFrom(...Object.values(CHANGES)), ({ all, i }, change) => {
        const changed = all.map((row, at) => (at === i ? { ...row, ...change(row) } : row));
        return !verifyChain(changed, sha256).ok;
      }),
      { numRuns: 500 },
    );
  });

  it('finds a changed row whose own hash was made to fit', () => {
    fc.assert(
      fc.property(rowsAndPlace, ({ all, i }) => {
        const forged = all.map((row, at) => {
          if (at !== i) return row;
          const changed = { ...row, actor: 'staff:somebody' };
          return { ...changed, hash: sha256(canonicalText(changed)) };
        });
        return !verifyChain(forged, sha256, all.at(-1)?.hash).ok;
      }),
    );
  });

  it('finds a removed row; the last one by the head that was known', () => {
    fc.assert(
      fc.property(rowsAndPlace, ({ all, i }) => {
        const removed = all.filter((_, at) => at !== i);
        return (
          !verifyChain(removed, sha256, all.at(-1)?.hash).ok &&
          (i === all.length - 1 || !verifyChain(removed, sha256).ok)
        );
      }),
    );
  });

  it('finds two rows swapped and a row slipped in twice', () => {
    fc.assert(
      fc.property(rowsAndPlace, fc.nat(7), ({ all, i }, j) => {
        const [one, other] = [all[i], all[j % all.length]];
        if (one === undefined || other === undefined || one === other) return true;
        const swapped = all.map((row) => (row === one ? other : row === other ? one : row));
        const slippedIn = [...all.slice(0, i), other, ...all.slice(i)];
        return !verifyChain(swapped, sha256).ok && !verifyChain(slippedIn, sha256).ok;
      }),
    );
  });

  it('refuses a row whose fields could be read in two ways', () => {
    const rows = chained([{ lane: 'order', kind: 'fenced', actor: 'a\x1fb' }], sha256);
    expect(verifyChain(rows, sha256)).toMatchObject({ ok: false, why: 'ambiguous' });
    const half = chained([{ lane: 'order', kind: 'fenced', actor: '\ufffd' }], sha256);
    const other = half.map((row) => ({ ...row, actor: '\ud800' }));
    expect(verifyChain(other, sha256)).toMatchObject({ ok: false, why: 'ambiguous' });
  });

  it('names the first bad row', () => {
    const story = chained(unansweredStory, sha256);
    const changed = story.map((row) => (row.seq === 5 ? { ...row, actor: 'customer' } : row));
    expect(verifyChain(changed, sha256)).toEqual({ ok: false, seq: 5, why: 'hash_differs' });
  });

  it('is computed over the text that the database computes', () => {
    const [first] = chained([{ lane: 'order', kind: 'fenced', detail: { tried_epoch: 11 }, ownerEpoch: 11 }]);
    expect(first && canonicalText(first).split('\x1f')).toEqual([
      'order-42',
      '1',
      GENESIS_HASH,
      'order',
      'fenced',
      '1763978525118',
      '1763978525120',
      'east',
      'checkout-abc',
      '4bf92f3577b34da6a3ce929d0e0e4736',
      '',
      '',
      '',
      'system:order-owner',
      '11',
      '',
      '',
      'false',
      '{"tried_epoch":11}',
    ]);
  });
});
