import { describe, expect, it, onTestFinished } from 'vitest';
import type { StatementFile } from '../ports/statement-file';
import { checkStatement, linesOf } from './statement-checker';
import { givenFile } from './testing/given-statements';

const HEAD =
  'balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,payment_intent_id,payment_metadata[order_id]';
const LINE = 'txn_1,2026-11-22 12:00:00,eur,49.00,0.94,48.06,charge,ch_1,pi_1,order-42';
const PERIOD = { fromMs: Date.UTC(2026, 10, 22), toMs: Date.UTC(2026, 10, 23) };

async function fileOf(content: string | Buffer): Promise<StatementFile> {
  const file = await givenFile(content);
  onTestFinished(() => file.discard());
  return file;
}
const check = async (content: string | Buffer, period: typeof PERIOD | null = null) =>
  checkStatement(await fileOf(content), period);
async function problemsOf(content: string | Buffer, period: typeof PERIOD | null = null) {
  const result = await check(content, period);
  return result.kind === 'problems' ? result.problems : [];
}
async function readAll(content: string | Buffer) {
  const lines = [];
  for await (const line of linesOf(await fileOf(content))) lines.push(line);
  return lines;
}

describe('a statement that can be read', () => {
  it('is read whole, with its amounts in minor units and its period from the first line to the last', async () => {
    const later = LINE.replace('txn_1', 'txn_2').replace('12:00:00', '13:30:05');
    const content = `${HEAD}\n${LINE}\n${later}\n`;
    expect(await check(content)).toEqual({
      kind: 'checked',
      lines: 2,
      period: { fromMs: Date.UTC(2026, 10, 22, 12), toMs: Date.UTC(2026, 10, 22, 13, 30, 6), isGiven: false },
    });
    expect((await readAll(content))[1]).toEqual({
      lineNo: 3,
      balanceTransactionId: 'txn_2',
      createdAtMs: Date.UTC(2026, 10, 22, 13, 30, 5),
      currency: 'EUR',
      grossMinor: 4_900,
      feeMinor: 94,
      netMinor: 4_806,
      category: 'charge',
      sourceId: 'ch_1',
      chargeId: null,
      paymentIntentId: 'pi_1',
      customerFacing: null,
      orderId: 'order-42',
      paymentOperation: null,
      accountMark: null,
      refundOperation: null,
    });
  });

  it.each([
    ['a byte order mark', `\u{FEFF}${HEAD}\n${LINE}`],
    ['carriage returns', `${HEAD}\r\n${LINE}\r\n`],
    ['quoted cells', `${HEAD}\n"txn_1",${LINE.split(',').slice(1).join(',')}`],
    ['spaces around cells', `${HEAD.replaceAll(',', ', ')}\n${LINE.replace('eur', ' eur ')}`],
    ['capitals', `${HEAD.toUpperCase()}\n${LINE.replace('eur', 'EUR')}`],
    [
      'columns in another order',
      `${HEAD.split(',').toReversed().join(',')}\n${LINE.split(',').toReversed().join(',')}`,
    ],
    ['columns that nobody asked for', `${HEAD},customer_name,customer_name\n${LINE},"Ada, ""the"" Countess",=1+1`],
    ['blank lines', `${HEAD}\n\n${LINE}\n\n`],
    ['no line end', `${HEAD}\n${LINE}`],
  ])('may have %s', async (_what, content) => {
    expect(await check(content)).toMatchObject({ kind: 'checked', lines: 1 });
    expect(await readAll(content)).toMatchObject([
      { balanceTransactionId: 'txn_1', currency: 'EUR', grossMinor: 4_900 },
    ]);
  });

  it('may have no line where its period is said', async () => {
    expect(await check(HEAD, PERIOD)).toMatchObject({ kind: 'checked', lines: 0, period: { isGiven: true } });
  });
});

describe('a statement that cannot be read is refused with the line, the column and what was expected there', () => {
  it.each([
    ['a missing column', `${HEAD.replace('net,', '')}\n`, 1, 'net', /Choose it when you download/],
    ['no column that says whose payment', HEAD.split(',').slice(0, 8).join(','), 1, 'payment_intent_id', /One of the/],
    ['a column twice', `${HEAD},net\n`, 1, 'net', /once/],
    ['nothing at all', '', 1, null, /the file is empty/],
    ['no line and no period', HEAD, 2, null, /At least one line/],
    ['semicolons', HEAD.replaceAll(',', ';'), 1, null, /parted by commas/],
    ['other text', 'Dear sirs,\nplease find attached', 1, null, /names of the columns/],
    ['a cell too few', `${HEAD}\n${LINE}\ntxn_2,2026`, 3, null, /As many cells as there are columns/],
    ['a decimal comma', `${HEAD}\n${LINE.replace('49.00', '"49,00"')}`, 2, 'gross', /such as 49\.00/],
    ['half a yen', `${HEAD}\n${LINE.replace('eur', 'jpy')}`, 2, 'fee', /such as 4900/],
    ['no currency', `${HEAD}\n${LINE.replace('eur', 'euro')}`, 2, 'currency', /three letters/],
    ['a local date', `${HEAD}\n${LINE.replace('2026-11-22', '22.11.2026')}`, 2, 'created_utc', /2026-11-22 14:05:00/],
    ['a day that is none', `${HEAD}\n${LINE.replace('2026-11-22', '2026-02-31')}`, 2, 'created_utc', /UTC/],
    ['no id', `${HEAD}\n${LINE.replace('txn_1', '')}`, 2, 'balance_transaction_id', /txn_/],
    [
      'an id with a control character',
      `${HEAD}\n${LINE.replace('order-42', 'a\u0007b')}`,
      2,
      'payment_metadata[order_id]',
      /255/,
    ],
    ['one transaction twice', `${HEAD}\n${LINE}\n${LINE}`, 3, 'balance_transaction_id', /line 2 too/],
    ['a quote that is never closed', `${HEAD}\n"${LINE}`, 2, null, /closed/],
  ])('%s', async (_what, content, lineNo, column, expected) => {
    expect((await problemsOf(content))[0]).toEqual({
      lineNo,
      column,
      found: expect.any(String),
      expected: expect.stringMatching(expected),
    });
  });

  it('a line outside the period that was said', async () => {
    const [problem] = await problemsOf(`${HEAD}\n${LINE.replace('2026-11-22', '2026-11-23')}`, PERIOD);
    expect(problem).toMatchObject({
      lineNo: 2,
      column: 'created_utc',
      expected: expect.stringContaining('2026-11-22T00'),
    });
  });

  it('the first twenty problems, never all of a million', async () => {
    expect(await problemsOf(`${HEAD}\n${`${LINE.replace('eur', 'euros')}\n`.repeat(12_000)}`)).toHaveLength(20);
  });

  it('a binary, a huge cell, a single column of a million lines: at once, and without their content', async () => {
    const binary = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7_919) % 256));
    const cell = `${HEAD}\n"${'a'.repeat(900_000)}"`;
    for (const content of [binary, cell, 'a\n'.repeat(400_000), `${HEAD}\n${'x\n'.repeat(400_000)}`]) {
      const [problem, ...more] = await problemsOf(content);
      expect([problem?.column, more.length <= 19]).toEqual([null, true]);
      expect((problem?.found ?? '').length).toBeLessThanOrEqual(61);
      expect(problem?.found).not.toMatch(/\p{Cc}/u);
    }
  });
});
