import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../canonical-json';
import { type EvidencePack, packEvidence } from './evidence-pack';
import { compareWithStore } from './comparison';
import { examplePack, PACK_EXAMPLES } from './evidence-pack.examples';
import type { PackRecords } from './records';
import type { RecordedEvidence } from '../recorded-evidence';
import { standingOf } from './standing';
import { NOTHING_KNOWN, verifyPack } from './verdict';
import { explain, explanationText } from '@/server/domain/explanation/explanation';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const pack = examplePack('pending', sha256);
const rows = pack.records.evidence;

const withRecords = (change: Partial<PackRecords>): EvidencePack => ({
  ...pack,
  records: { ...pack.records, ...change },
});
const withRow = (seq: number, change: Partial<RecordedEvidence>) =>
  withRecords({ evidence: rows.map((row) => (row.seq === seq ? { ...row, ...change } : row)) });
const remade = (change: Partial<PackRecords>, made = pack.made) =>
  packEvidence({ ...pack.records, ...change }, made, sha256);
const faultOf = (given: EvidencePack, known = NOTHING_KNOWN) => {
  const verdict = verifyPack(given, sha256, known);
  return verdict.ok ? null : verdict.fault;
};

describe('an evidence pack', () => {
  it.each(PACK_EXAMPLES)('is sound as it was made, also after a journey through JSON: %s', (name) => {
    const made = examplePack(name, sha256);
    const kept = { head: made.head, recordsDigest: made.records_digest };
    expect(faultOf(JSON.parse(JSON.stringify(made)) as EvidencePack, kept)).toBeNull();
  });

  it('has the same head and digest of its records whoever makes it, and whenever', () => {
    const other = remade({}, { at: '2027-01-01T00:00:00.000Z', by: 'staff:noor@evident.test', region: 'west' });
    expect(other).toMatchObject({ head: pack.head, records_digest: pack.records_digest });
    expect(other.file_digest).not.toBe(pack.file_digest);
  });

  it('names the first bad row and what is wrong with it', () => {
    expect(faultOf(withRow(5, { actor: 'customer' }))).toEqual({
      kind: 'row',
      position: 5,
      seq: 5,
      why: 'hash_differs',
    });
    expect(faultOf(withRow(6, { prev_hash: sha256('') }))).toMatchObject({ position: 6, why: 'prev_hash_differs' });
    const twoBad = rows.map((row) => (row.seq === 3 || row.seq === 9 ? { ...row, attempt: 7 } : row));
    expect(faultOf(withRecords({ evidence: twoBad }))).toMatchObject({ position: 3, why: 'hash_differs' });
  });

  it('tells the place of a row from the number that it bears', () => {
    const without3 = rows.filter(({ seq }) => seq !== 3);
    expect(faultOf(withRecords({ evidence: without3 }))).toEqual({ kind: 'row', position: 3, seq: 4, why: 'seq_gap' });
    const twice = rows.flatMap((row) => (row.seq === 2 ? [row, row] : [row]));
    expect(faultOf(withRecords({ evidence: twice }))).toEqual({ kind: 'row', position: 3, seq: 2, why: 'seq_gap' });
  });

  it('misses rows that were cut off', () => {
    expect(faultOf(withRecords({ evidence: rows.slice(0, -1) }))).toEqual({ kind: 'head', rows: rows.length - 1 });
  });

  it('is not taken for another order', () => {
    expect(faultOf(withRecords({ order: { ...pack.records.order, order_id: 'order-43' } }))).toMatchObject({
      position: 1,
      why: 'hash_differs',
    });
  });

  it('names the section in which something else was changed', () => {
    const [first, ...others] = pack.records.reservations;
    if (first === undefined) throw new Error('the example holds nothing');
    const reservations = [{ ...first, state: 'released' }, ...others];
    expect(faultOf(withRecords({ reservations }))).toEqual({ kind: 'section', section: 'reservations' });
    expect(faultOf({ ...pack, made: { ...pack.made, by: 'staff:noor@evident.test' } })).toEqual({
      kind: 'digest',
      of: 'file',
    });
  });
});

describe('the records of a pack, digested anew', () => {
  const { lines, operations, order, transitions } = pack.records;
  const contradiction = (change: Partial<PackRecords>) => {
    const fault = faultOf(remade(change));
    return fault?.kind === 'contradiction' ? fault.text : fault;
  };

  it('may not contradict what the rows witnessed', () => {
    expect(contradiction({ order: { ...order, state: 'order_confirmed' } })).toContain('payment_pending');
    expect(contradiction({ order: { ...order, version: 5 } })).toContain('version 4');
    expect(contradiction({ order: { ...order, total_minor: 900 } })).toContain('4900 EUR');
    expect(contradiction({ order: { ...order, currency: 'USD' } })).toContain('4900 EUR');
    expect(contradiction({ transitions: transitions.slice(1) })).toContain('transition 2');
    expect(contradiction({ transitions: transitions.slice(0, -1) })).toContain('3 transitions');
    expect(contradiction({ lines: lines.slice(1) })).toContain('2500');
    expect(contradiction({ operations: operations.map((each) => ({ ...each, amount_minor: 1 })) })).toContain('over 1');
    expect(contradiction({ evidence: [] })).toContain('no evidence');
  });

  it('are told from the true ones only by figures that were kept elsewhere', () => {
    const forged = remade({ reservations: [] });
    expect(faultOf(forged)).toBeNull();
    expect(faultOf(forged, { head: pack.head, recordsDigest: null })).toBeNull();
    expect(faultOf(forged, { head: null, recordsDigest: pack.records_digest })).toMatchObject({ kind: 'other_digest' });
    expect(faultOf(pack, { head: forged.records_digest, recordsDigest: null })).toMatchObject({ kind: 'other_head' });
  });
});

describe('a pack against the store', () => {
  it('is the same, older, or not of this store', () => {
    expect(compareWithStore(pack, pack)).toEqual({ kind: 'same', moved: [] });
    expect(compareWithStore(pack, remade({ mails: examplePack('confirmed', sha256).records.mails }))).toEqual({
      kind: 'same',
      moved: ['mails'],
    });
    expect(compareWithStore(pack, remade({ lines: [] }))).toEqual({ kind: 'other_records', sections: ['lines'] });
    expect(compareWithStore(remade({ evidence: rows.slice(0, -2) }), pack)).toEqual({ kind: 'older', rowsSince: 2 });
    expect(compareWithStore(pack, remade({ evidence: rows.slice(0, -2) }))).toEqual({
      kind: 'other_evidence',
      position: rows.length - 1,
    });
    expect(compareWithStore(pack, examplePack('confirmed', sha256))).toMatchObject({ kind: 'other_evidence' });
  });
});

describe('a pack read back', () => {
  it('explains the order as it stood when it was made', () => {
    const { atMs, cases, evidence, operations, order } = standingOf(pack);
    const said = explanationText(explain(order, evidence, operations, cases, atMs));
    expect(said).toContain('Pending');
    expect(said).toContain('at most');
  });
});

describe('the text that is digested', () => {
  it('is one for one value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"\\' }], a: -0 })).toBe('{"a":0,"b":[1,{"c":"é\\"\\\\","d":null}]}');
    expect(canonicalJson(JSON.parse('{"b":1,"a":2}'))).toBe(canonicalJson(JSON.parse(' {"a":2.0,\n"b":1e0}')));
  });

  it('keeps values apart that are not the same', () => {
    const all = [
      null,
      '',
      'null',
      0,
      '0',
      false,
      [],
      {},
      [null],
      { '': null },
      ['a', 'b'],
      ['a,b'],
      '\ud800',
      '\ufffd',
    ];
    expect(new Set(all.map(canonicalJson)).size).toBe(all.length);
  });
});
