/**
 * `npm run bench -- [name]`: each benchmark starts a store of its own on fresh data unless it needs none, measures a floor on the same server in the same
 * run, and reports ratios first. Nothing here passes or fails: it says what was seen.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchBus } from './bus';
import { benchCapacity } from './capacity';
import { benchCheckout } from './checkout';
import { benchHandOver } from './hand-over';
import { benchOverload } from './overload';
import { benchReads } from './reads';
import { benchStorm } from './storm';
import { startStoreWith } from '../e2e/testing/start-store';

const BENCHMARKS: Readonly<Record<string, () => Promise<object>>> = {
  checkout: benchCheckout,
  overload: benchOverload,
  storm: benchStorm,
  reads: benchReads,
  capacity: benchCapacity,
  bus: benchBus,
  'hand-over': benchHandOver,
};
/** These need none. */
const WITHOUT_STORE: readonly string[] = ['reads', 'bus', 'hand-over'];

/** No figure enters degraded mode: what is measured is the store that lets in what it can. */
const BY_HAND = { EVIDENT_DEGRADED_ENTRY: 'by_hand' };

const HELP = `Usage: npm run bench -- [name]

Benchmarks: ${Object.keys(BENCHMARKS).join(', ')} (default: all). Results stand in bench-results/NAME.json, ratios first.
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h', default: false } },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = positionals.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}.\n\n${HELP}`);
  process.exit(1);
}
for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const alone = WITHOUT_STORE.includes(name);
  process.stdout.write(alone ? `${name} …\n` : `${name}: starting a store of its own …\n`);
  const stop = alone ? () => Promise.resolve() : await startStoreWith(BY_HAND);
  try {
    const result = {
      name,
      at: new Date().toISOString(),
      machine: { cores: cpus().length, memory_gib: Math.round(totalmem() / 2 ** 30), node: process.version },
      ...(await run()),
    };
    mkdirSync('bench-results', { recursive: true });
    writeFileSync(`bench-results/${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await stop();
  }
}
process.exit(0);
