/** `npm run evidence`: makes an evidence pack of one order, and checks one without the store that it came from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareWithStore } from '../server/domain/evidence-pack-comparison';
import { storedPack } from './evidence/stored-pack';
import { comparisonWords } from './evidence/pack-words';
import { verdictOf } from './evidence/verdict';

const HELP = `Usage: npm run evidence -- verify FILE [--head HASH] [--digest HASH] [--against-database]
       npm run evidence -- export ORDER_ID [--to FILE]

verify checks an evidence pack: every row against the one before it, the last row against the pack's head, the
records against what the rows witnessed, and every section against its digest. Needs no store and no network.

  --head HASH         the head of the chain as it was kept elsewhere: on the printed page, in a checkpoint
  --digest HASH       the digest of the records, from the same place
  --against-database  also compare with what the store that runs here has of the order

export writes the pack of one order of the store that runs here to evidence-ORDER_ID.json.

  --to FILE           to another file; one that is there is never written over
  --help              this text

Exits with 0 when the pack is sound, with 1 and the first bad place when something was changed, and with 2 when
nothing can be said: no such file, no pack, no store, no such order.

What a file cannot show by itself: that it is the newest one, and that it was not computed anew as a whole. For
that, give --head and --digest, or --against-database.
`;

const OPTIONS = {
  head: { type: 'string' },
  digest: { type: 'string' },
  'against-database': { type: 'boolean', default: false },
  to: { type: 'string' },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return void process.stdout.write(HELP);
  const [command, object, ...rest] = positionals;
  if (object === undefined || rest.length > 0) throw new Error(`expected a command and what it is about\n\n${HELP}`);
  switch (command) {
    case 'verify':
      return verify(object, values);
    case 'export':
      return exportPack(object, values.to);
    default:
      throw new Error(`expected verify or export, not ${command}\n\n${HELP}`);
  }
}

async function verify(
  file: string,
  given: { readonly head?: string; readonly digest?: string; readonly 'against-database': boolean },
): Promise<void> {
  const known = { head: hashOr(given.head, '--head'), recordsDigest: hashOr(given.digest, '--digest') };
  const verdict = verdictOf(readFileSync(file, 'utf8'), known);
  if (verdict.exit === 2) throw new Error(`${file}: ${verdict.text}`);
  process.stdout.write(`evidence: ${verdict.text}\n`);
  process.exitCode = verdict.exit;
  if (verdict.exit !== 0 || !given['against-database']) return;
  const stored = await storedPack(verdict.pack.records.order.order_id);
  // the database is checked by the same rule before anything is held against it
  const own = verdictOf(JSON.stringify(stored));
  const { sound, text } =
    own.exit === 0 ? comparisonWords(compareWithStore(verdict.pack, stored)) : { sound: false, text: own.text };
  process.stdout.write(`evidence: against the database: ${sound ? '' : 'NOT sound: '}${text}\n`);
  if (!sound) process.exitCode = 1;
}

async function exportPack(orderId: string, to: string | undefined): Promise<void> {
  const pack = await storedPack(orderId);
  const file = to ?? `evidence-${orderId.replaceAll(/[^\w.-]/g, '_')}.json`;
  writeFileSync(file, `${JSON.stringify(pack, null, 2)}\n`, { flag: 'wx' });
  process.stdout.write(`evidence: ${file}\n  head     ${pack.head}\n  records  ${pack.records_digest}\n`);
}

function hashOr(given: string | undefined, option: string): string | null {
  if (given === undefined) return null;
  const hash = given.replaceAll(/\s/g, '').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error(`${option}: expected 64 hexadecimal digits`);
  return hash;
}

await main().catch((error: unknown) => {
  process.stderr.write(`evidence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
