/**
 * Ten thousand tamperings of evidence packs, drawn from a seed, and every one is found; what means nothing is no tampering. The
 * name of each test says how many there were of its kind.
 */
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../server/domain/canonical-json';
import type { EvidencePack } from '../../server/domain/evidence-pack/evidence-pack';
import { examplePack, PACK_EXAMPLES } from '../../server/domain/evidence-pack/evidence-pack.examples';
import { NOTHING_KNOWN } from '../../server/domain/evidence-pack/verdict';
import { CARELESS } from './tampering/careless';
import type { TamperingKind } from './tampering/changes';
import { type Dice, diceOf, type Json, sha256 } from './tampering/hands';
import { SEALED } from './tampering/sealed';
import { type FileVerdict, verdictOf } from './verdict';

const SEED = 20_261_123;
const TAMPERINGS = 10_000;
const KINDS = [...CARELESS, ...SEALED];
const PACKS = PACK_EXAMPLES.map((name) => examplePack(name, sha256));
const WRITTEN = new Map(PACKS.map((pack) => [pack, JSON.stringify(pack)]));

/** So many of each kind, and all of them together as many as were asked for. */
const sharedOut = KINDS.map((kind, i) => ({
  kind,
  count: Math.floor(TAMPERINGS / KINDS.length) + (i < TAMPERINGS % KINDS.length ? 1 : 0),
}));

const knownFor = ({ against }: TamperingKind, pack: EvidencePack) => ({
  head: against === 'head' ? pack.head : null,
  recordsDigest: against === 'digest' ? pack.records_digest : null,
});

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
};

function missed(kind: TamperingKind, count: number): string[] {
  const dice = diceOf(SEED + KINDS.indexOf(kind));
  return Array.from({ length: count }, (_, i) => {
    const pack = dice.pick(PACKS);
    const { json, position } = kind.tamper(pack, dice);
    if (json === WRITTEN.get(pack)) return `#${i}: nothing was tampered with`;
    const { exit, text } = verdictOf(json, knownFor(kind, pack));
    if (exit === 0) return `#${i}: not found: ${text}`;
    return position === null || new RegExp(`: row ${position}\\b`).test(text)
      ? ''
      : `#${i}: not row ${position}: ${text}`;
  }).filter((fault) => fault !== '');
}

describe('of 10,000 tamperings, with a pack each', () => {
  test('there are ten thousand', () => {
    expect(sharedOut.reduce((sum, { count }) => sum + count, 0)).toBe(TAMPERINGS);
  });

  test.each(sharedOut.map(({ kind, count }) => [count, kind.says, kind] as const))(
    'all %i are found: %s',
    (count, _says, kind) => {
      expect(missed(kind, count)).toEqual([]);
    },
  );
});

describe('a pack that was computed anew as a whole', () => {
  test.each(SEALED.filter(({ against }) => against !== 'nothing').map((kind) => [kind.says, kind] as const))(
    'is found only against what was kept elsewhere: %s',
    (_says, kind) => {
      const dice = diceOf(SEED);
      const pairs = Array.from({ length: 100 }, () => {
        const pack = dice.pick(PACKS);
        const { json } = kind.tamper(pack, dice);
        return [verdictOf(json, NOTHING_KNOWN).exit, verdictOf(json, knownFor(kind, pack)).exit];
      });
      expect(pairs.map(([, known]) => known)).not.toContain(0);
      // some contradict themselves all the same; that others do not is why the figures are printed
      expect(pairs.map(([alone]) => alone)).toContain(0);
    },
  );
});

describe('what means nothing', () => {
  const verdicts = (rewrite: (pack: EvidencePack, dice: Dice) => string): FileVerdict[] => {
    const dice = diceOf(SEED);
    return Array.from({ length: 200 }, () => {
      const pack = dice.pick(PACKS);
      const json = rewrite(pack, dice);
      expect(canonicalJson(parsed(json))).toBe(canonicalJson(pack));
      return verdictOf(json, { head: pack.head, recordsDigest: pack.records_digest });
    });
  };

  test.each([
    ['the order of keys', (pack: EvidencePack, dice: Dice) => JSON.stringify(shuffled(pack as unknown as Json, dice))],
    [
      'space between the fields',
      (pack: EvidencePack, dice: Dice) => JSON.stringify(pack, null, dice.pick([0, 1, 2, 8, '\t'])),
    ],
    ['escapes of characters', (pack: EvidencePack) => escaped(JSON.stringify(pack))],
  ])('is no tampering: %s', (_what, rewrite) => {
    expect(verdicts(rewrite).filter(({ exit }) => exit !== 0)).toEqual([]);
  });
});

function shuffled(value: Json, dice: Dice): Json {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, dice));
  if (typeof value !== 'object' || value === null) return value;
  const left = Object.entries(value);
  const drawn: [string, Json][] = [];
  while (left.length > 0)
    for (const [key, each] of left.splice(dice.roll(left.length), 1)) drawn.push([key, shuffled(each, dice)]);
  return Object.fromEntries(drawn);
}

/** Every letter e outside of an escape as its code. */
const escaped = (json: string): string =>
  json.replaceAll(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replaceAll(/\\.|e/g, (each) => (each === 'e' ? '\\u0065' : each)),
  );
