/** The contracts stand as they were shipped; and each rule that holds them there is broken once, to see that it holds. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Contract } from '../../server/contracts/contract';
import { field } from '../../server/contracts/field';
import { MESSAGE_CONTRACTS } from '../../server/contracts/messages';
import { type Contracts, contractFaults, type Shipped, unreadCorpus } from './contract-faults';
import { fingerprintOf } from './described';
import { docFiles } from './docs';
import { readShipped } from './shipped-files';

const schema = z.strictObject({ weight: field(z.number().int(), 'of the parcel', 'grams') });
const first = Contract.first('A parcel left.', schema);

function shipped(contract: Contract<unknown>): Shipped {
  const contracts = { parcel: contract };
  return {
    fingerprints: Object.fromEntries(contract.versions.map((v) => [`parcel.v${v.version}`, fingerprintOf(v)])),
    corpus: { 'parcel.v1': [{ what: 'one', recorded_at_ms: 0, payload: { weight: 1 } }] },
    docs: docFiles(contracts),
  };
}

const changedTo = (next: z.ZodType<{ weight: number }>) => Contract.first('A parcel left.', next);

describe('the contracts', () => {
  it('stand as they were shipped, each version with its corpus, and the docs say the same', () => {
    expect(contractFaults(MESSAGE_CONTRACTS as unknown as Contracts, readShipped())).toEqual([]);
  });

  it('read every message ever shipped into the newest version', () => {
    expect(unreadCorpus(readShipped())).toEqual([]);
  });
});

describe('a shipped version', () => {
  const before = shipped(first);

  it('is without fault while nothing changes', () => {
    expect(contractFaults({ parcel: first }, before)).toEqual([]);
  });

  it('may not change its schema', () => {
    const looser = changedTo(z.strictObject({ weight: field(z.number(), 'of the parcel', 'grams') }));
    expect(contractFaults({ parcel: looser }, { ...before, docs: docFiles({ parcel: looser }) })).toEqual([
      'parcel.v1 was shipped and its schema has changed: make a new version',
    ]);
  });

  it.each([
    ['meaning', field(z.number().int(), 'of the goods in it', 'grams')],
    ['unit', field(z.number().int(), 'of the parcel', 'ounces')],
  ])('may not change the %s of a field, even where the type is the same', (_what, weight) => {
    const other = changedTo(z.strictObject({ weight }));
    expect(contractFaults({ parcel: other }, { ...before, docs: docFiles({ parcel: other }) })).toEqual([
      'parcel.v1 was shipped and the meaning or unit of a field has changed: make a new version',
    ]);
  });

  it('may not go', () => {
    expect(contractFaults({}, { ...before, docs: docFiles({}) })).toEqual([
      'parcel.v1 was shipped and cannot be read any more',
      'the corpus has parcel.v1, which no contract reads',
    ]);
  });

  it('has a corpus', () => {
    expect(contractFaults({ parcel: first }, { ...before, corpus: {} })).toEqual([
      'parcel.v1 has no corpus in server/contracts/corpus',
    ]);
  });

  it('says what each field means', () => {
    const silent = changedTo(z.strictObject({ weight: z.number().int() }));
    expect(contractFaults({ parcel: silent }, shipped(silent))).toEqual([
      'parcel.v1: the field weight does not say what it means',
    ]);
  });

  it('has docs that are generated anew', () => {
    expect(
      contractFaults({ parcel: first }, { ...before, docs: { ...before.docs, 'parcel.v1.json': '{}\n' } }),
    ).toEqual(['docs/messages/parcel.v1.json is stale: npm run messages -- --write']);
  });
});

describe('a new version', () => {
  it('is a fault until it is recorded, with a corpus of its own', () => {
    const evolved = first.next(z.strictObject({ weight: field(z.number().int(), 'with the box', 'grams') }), {
      why: 'Another meaning.',
      lift: (was) => was,
      lower: null,
    });
    const faults = contractFaults({ parcel: evolved }, { ...shipped(first), docs: docFiles({ parcel: evolved }) });
    expect(faults).toEqual([
      'parcel.v2 is not recorded as shipped: npm run messages -- --write',
      'parcel.v2 has no corpus in server/contracts/corpus',
    ]);
  });
});
