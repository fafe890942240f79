/** `npm run evidence`: checks a downloaded evidence pack without the store that it came from. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ChainFault } from '../server/domain/evidence-chain';
import { contradiction, type EvidencePack, verifyPack } from '../server/domain/evidence-pack';
import { readPack } from './evidence/pack-schema';

const HELP = `Usage: npm run evidence -- verify FILE

Checks an evidence pack: every row against the one before it, the last row against the pack's head, and the
order's state and total against what the rows witnessed. Needs no store and no network.
Exits with 1 and names the first bad row when something was changed, removed, swapped or cut off.

  --help   this text

What it cannot show by itself: that a pack is the newest one, or that the whole chain was not computed anew. Compare
the head that it prints with the one that the console shows for the order.
`;

const FAULTS: Readonly<Record<ChainFault, string>> = {
  seq_gap: 'its number does not follow: a row was removed, added or moved',
  other_order: 'it belongs to another order',
  prev_hash_differs: 'it does not follow from the row before it',
  hash_differs: 'its own fields are not what was hashed',
  detail_differs: 'its detail is not what was hashed',
  ambiguous: 'a field holds the separator, so that two rows could look alike',
};

function main(): void {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', default: false, short: 'h' } },
    allowPositionals: true,
  });
  const [command, file, ...rest] = positionals;
  if (values.help) return void process.stdout.write(HELP);
  if (command !== 'verify' || file === undefined || rest.length > 0)
    throw new Error(`expected: verify FILE\n\n${HELP}`);
  const read = readPack(readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(`${file} is no evidence pack; expected ${read.expected}`);
  const fault = faultOf(read.pack);
  const { order, rows, head, exported_at } = read.pack;
  if (fault === null) {
    process.stdout.write(
      `evidence: ${order.order_id} is sound: ${rows.length} rows, ${order.state} at version ${order.version}, exported ${exported_at}, head ${head}\n`,
    );
  } else {
    process.stdout.write(`evidence: ${order.order_id} is NOT sound: ${fault}\n`);
    process.exitCode = 1;
  }
}

function faultOf(pack: EvidencePack): string | null {
  const verdict = verifyPack(pack, (text) => createHash('sha256').update(text).digest('hex'));
  if (verdict.ok) return contradiction(pack);
  return pack.rows.some((row) => row.seq === verdict.seq)
    ? `row ${verdict.seq}: ${FAULTS[verdict.why]}`
    : `after row ${pack.rows.length}: rows were cut off, or the head was changed`;
}

try {
  main();
} catch (error) {
  process.stderr.write(`evidence: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
