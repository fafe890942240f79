import { describe, expect, test } from 'vitest';
import { checkpointLines, type EvidenceCheckpoint, readCheckpoint, unsignedRows } from './evidence-checkpoint';

const hash = (n: number): string => n.toString(16).padStart(64, '0');
const row = (chain: string, seq: number) => ({ chain, seq, hash: hash(seq) });
const CHECKPOINT: EvidenceCheckpoint = {
  region: 'west',
  number: 7,
  lookedAtMs: 1_000,
  previous: hash(99),
  rows: [row('ord_a', 1), row('ord_a', 2), row('ord_a', 4), row('ord_b', 3)],
};

describe('a checkpoint', () => {
  test('is read as it was written, a line for each run of a chain’s rows', () => {
    const lines = checkpointLines(CHECKPOINT);
    expect(lines).toHaveLength(4);
    expect(readCheckpoint(lines)).toEqual(CHECKPOINT);
    expect(readCheckpoint(checkpointLines({ ...CHECKPOINT, previous: null, rows: [] }))?.rows).toEqual([]);
  });

  test.each([
    ['no line', []],
    ['no head', checkpointLines(CHECKPOINT).slice(1)],
    ['a line less', checkpointLines(CHECKPOINT).slice(0, -1)],
    ['no JSON', [...checkpointLines(CHECKPOINT), '{']],
    ['no region', checkpointLines({ ...CHECKPOINT, region: 'north' as 'west' })],
    ['no number', checkpointLines({ ...CHECKPOINT, number: Number.NaN })],
    ['a row before the first', checkpointLines({ ...CHECKPOINT, rows: [row('ord_a', 0)] })],
    ['half a hash', checkpointLines({ ...CHECKPOINT, rows: [{ chain: 'ord_a', seq: 1, hash: 'ab' }] })],
  ])('is not what has %s', (_, lines) => expect(readCheckpoint(lines)).toBeNull());
});

describe('evidence', () => {
  const stored = (...hashes: (string | undefined)[]) => [hashes as string[]];

  test('is what was signed where every hash is', () => {
    const all = new Map([
      ['ord_a', stored(hash(1), hash(2), hash(3), hash(4))],
      ['ord_b', stored(hash(1), hash(2), hash(3))],
    ]);
    expect(unsignedRows(CHECKPOINT, all)).toEqual([]);
  });

  test('of an order that two regions have for a moment is what either has', () => {
    const both = new Map([
      ['ord_a', [[hash(1)], [hash(1), hash(2), hash(3), hash(4)]]],
      ['ord_b', stored(hash(1), hash(2), hash(3))],
    ]);
    expect(unsignedRows(CHECKPOINT, both)).toEqual([]);
  });

  test('is not, from the first row of each chain on that is gone or has another hash', () => {
    const other = new Map([['ord_a', stored(hash(1), hash(5), hash(3), hash(4))]]);
    expect(unsignedRows(CHECKPOINT, other)).toMatchObject([
      { chain: 'ord_a', seq: 2, why: 'differs', lookedAtMs: 1_000 },
      { chain: 'ord_b', seq: 3, why: 'gone' },
    ]);
    expect(unsignedRows(CHECKPOINT, new Map([['ord_a', stored(undefined, hash(2))]]))[0]).toMatchObject({
      seq: 1,
      why: 'gone',
    });
  });
});
