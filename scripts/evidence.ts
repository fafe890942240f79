/** `npm run evidence`: makes an evidence pack of one order, and checks one without the store that it came from. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareWithStore } from '../server/domain/evidence-pack/comparison';
import { REGIONS } from '../server/domain/region';
import { connect } from '../server/stores/sql';
import {
  checkpointsAreSound,
  checkpointWords,
  faultWords,
  storedCheckpoints,
  unsignedWords,
} from './evidence/stored-checkpoints';
import { packAgainstCheckpoints } from './evidence/pack-checkpoints';
import { storedPack } from './evidence/stored-pack';
import { findStore } from './find-store';
import { comparisonWords } from './evidence/pack-words';
import { verdictOf } from './evidence/verdict';

const HELP = `Usage: npm run evidence -- verify FILE [--head HASH] [--digest HASH] [--against-database] [--checkpoints DIR [--key FILE]]
       npm run evidence -- export ORDER_ID [--to FILE]
       npm run evidence -- checkpoints [--key FILE]

verify checks an evidence pack: every row against the one before it, the last row against the pack's head, the
records against what the rows witnessed, and every section against its digest. Needs no store and no network.

  --head HASH         the head of the chain as it was kept elsewhere: on the printed page, in a checkpoint
  --digest HASH       the digest of the records, from the same place
  --checkpoints DIR   also compare the rows with what was signed of them minute by minute, in these files
  --key FILE          by this public key, from wherever you keep it; without it the one beside the checkpoints
  --against-database  also compare with what the store that runs here has of the order

export writes the pack of one order of the store that runs here to evidence-ORDER_ID.json.

  --to FILE           to another file; one that is there is never written over

checkpoints compares all evidence of the store that runs here with what was signed of it, minute by minute, outside of the
database (EVIDENT_CHECKPOINT_DIR): also a chain that was computed anew as a whole, or a database that was set back, is
found, and the first row of each order that is not what was signed is named. --key as above.

  --help              this text

Exits with 0 when the pack is sound, with 1 and the first bad place when something was changed, and with 2 when
nothing can be said: no such file, no pack, no store, no such order.

What a file cannot show by itself: that it is the newest one, and that it was not computed anew as a whole. For
that, give --head and --digest, --checkpoints, or --against-database.
`;

const OPTIONS = {
  head: { type: 'string' },
  digest: { type: 'string' },
  'against-database': { type: 'boolean', default: false },
  to: { type: 'string' },
  key: { type: 'string' },
  checkpoints: { type: 'string' },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return void process.stdout.write(HELP);
  const [command, object, ...rest] = positionals;
  if (command === 'checkpoints' && object === undefined) return compareCheckpoints(values.key ?? null);
  if (object === undefined || rest.length > 0) throw new Error(`expected a command and what it is about\n\n${HELP}`);
  switch (command) {
    case 'verify':
      return verify(object, values);
    case 'export':
      return exportPack(object, values.to);
    default:
      throw new Error(`expected verify, export or checkpoints, not ${command}\n\n${HELP}`);
  }
}

async function verify(
  file: string,
  given: {
    readonly head?: string;
    readonly digest?: string;
    readonly checkpoints?: string;
    readonly key?: string;
    readonly 'against-database': boolean;
  },
): Promise<void> {
  const known = { head: hashOr(given.head, '--head'), recordsDigest: hashOr(given.digest, '--digest') };
  const verdict = verdictOf(readFileSync(file, 'utf8'), known);
  if (verdict.exit === 2) throw new Error(`${file}: ${verdict.text}`);
  process.stdout.write(`evidence: ${verdict.text}\n`);
  process.exitCode = verdict.exit;
  if (verdict.exit !== 0) return;
  if (given.checkpoints !== undefined) {
    const { sound, text } = await packAgainstCheckpoints(verdict.pack, given.checkpoints, given.key ?? null);
    process.stdout.write(`evidence: against the checkpoints: ${sound ? '' : 'NOT sound: '}${text}\n`);
    if (!sound) process.exitCode = 1;
  }
  if (!given['against-database']) return;
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

async function compareCheckpoints(keyFile: string | null): Promise<void> {
  const { config } = findStore();
  const { eastUrl, westUrl } = config.database;
  const databases = { east: connect(eastUrl ?? '', 1, 'sets'), west: connect(westUrl ?? '', 1, 'sets') };
  try {
    const stored = await storedCheckpoints(config, databases, keyFile);
    if (stored === null) throw new Error(`nothing was signed yet in ${config.checkpointDir}`);
    const { faults, unsigned } = stored.verdict;
    for (const fault of faults) process.stdout.write(`    ${faultWords(fault)}\n`);
    for (const row of unsigned) process.stdout.write(`    ${row.chain}: ${unsignedWords(row)}\n`);
    const isSound = checkpointsAreSound(stored.verdict);
    process.stdout.write(`evidence: ${isSound ? '' : 'NOT '}what was signed: ${checkpointWords(stored)}\n`);
    if (!isSound) process.exitCode = 1;
  } finally {
    await Promise.all(REGIONS.map((region) => databases[region].close()));
  }
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
