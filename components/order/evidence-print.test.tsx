import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { type EvidencePack, packEvidence } from '@/server/domain/evidence-pack/evidence-pack';
import { examplePack, PACK_EXAMPLES } from '@/server/domain/evidence-pack/evidence-pack.examples';
import { fnv1a64 } from '@/server/domain/fnv';
import { EvidencePrint } from './evidence-print';

/** The page shows hashes and computes none. */
const sha256 = (text: string) => fnv1a64(text).toString(16).padStart(16, '0').repeat(4);
const printed = (pack: EvidencePack) => renderToStaticMarkup(<EvidencePrint pack={pack} />);
const words = (html: string) => html.replaceAll(/<[^>]+>/g, '\n').replaceAll(/\s*\n\s*/g, ' | ');

describe('the printed page of an evidence pack', () => {
  test.each(PACK_EXAMPLES)('has every row, and the figures that a file is held against: %s', (name) => {
    const pack = examplePack(name, sha256);
    const html = printed(pack);
    for (const { hash, seq } of pack.records.evidence) {
      expect(html).toContain(`id="evidence-${seq}"`);
      expect(html).toContain(`${hash.slice(0, 8)}…${hash.slice(-8)}`);
    }
    expect(html).toContain(`--head ${pack.head} --digest ${pack.records_digest}`);
    expect(words(html)).toContain('Made | 24 Nov 2025, 10:04:05.118 UTC, by mara@evident.test');
  });

  test('names each row’s operation, and any other id where it is not the row above’s', () => {
    const html = printed(examplePack('pending', sha256));
    expect(html.split('4bf92f3577b34da6a3ce929d0e0e4736')).toHaveLength(2);
    expect(html.split('pay:order-42').length).toBeGreaterThan(6);
  });

  test('says of a case who did what, and of a repair on which rows it rests', () => {
    const said = words(printed(examplePack('in_a_case', sha256)));
    expect(said).toContain('claimed by mara@evident.test');
    expect(said).toContain('void over 48.00 EUR, proposed');
    expect(said).toContain('on rows 9, 10');
  });

  test('is made of texts: what a record holds is never markup', () => {
    const { made, records } = examplePack('in_a_case', sha256);
    const cases = records.cases.map((each) => ({ ...each, verdict: '<img src=x onerror=alert(1)>' }));
    expect(printed(packEvidence({ ...records, cases }, made, sha256))).not.toContain('<img');
  });
});
