/** `npm run traffic`: shoppers at a steady rate against a running store, and whether it kept its word to each of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../server/sandbox/seeded-random';
import { findStore } from './find-store';
import { ShopWire } from './traffic/shop-wire';
import { shop } from './traffic/shopper';
import { Tally } from './traffic/tally';

const HELP = `Usage: npm run traffic -- --rate R --minutes M [--sentinels PERCENT] [--base URL[,URL]] [--seed N]

Shoppers over the public HTTP API of both regions: browse, cart, checkout, order, and watch the order until it is final.
Some press twice, some lose their answers; each keeps its key. Prints counts every 5 s and a JSON summary at the end;
exits with 1 when the store went back on its word: an older version, a final answer taken back, two orders for one key.

  --rate R             shoppers a second (2)
  --minutes M          how long new shoppers come (1)
  --sentinels PERCENT  how many pay with a method that makes the provider misbehave (10)
  --base URL[,URL]     where the store is; without it the one that runs on EVIDENT_DATA_DIR (.data)
  --patience SECONDS   how long each order is watched (120)
  --seed N             the shoppers' luck
  --help               this text
`;

const REPORT_EVERY_MS = 5_000;

interface Options {
  readonly rate: number;
  readonly minutes: number;
  readonly sentinelShare: number;
  readonly bases: readonly string[];
  readonly patienceMs: number;
  readonly seed: number;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(HELP);
  const tally = new Tally();
  const begunMs = Date.now();
  const report = setInterval(
    () => process.stdout.write(`${tally.line(Math.round((Date.now() - begunMs) / 1_000))}\n`),
    REPORT_EVERY_MS,
  );
  await comeAndGo(options, tally, begunMs);
  clearInterval(report);
  const { rate, minutes, seed, bases } = options;
  process.stdout.write(`${JSON.stringify(tally.summary({ rate, minutes, seed, bases }), null, 2)}\n`);
  if (tally.violations.length > 0) process.exitCode = 1;
}

/** Shoppers come by the clock, not by how fast the last ones were served. */
async function comeAndGo(options: Options, tally: Tally, begunMs: number): Promise<void> {
  const { rate, minutes, bases, seed, sentinelShare, patienceMs } = options;
  const shoppers = new Set<Promise<void>>();
  const count = Math.round(rate * minutes * 60);
  for (let number = 0; number < count; number++) {
    await sleep(Math.max(0, begunMs + (number / rate) * 1_000 - Date.now()));
    const random = seededRandom(seed * 1_000_003 + number);
    const wire = new ShopWire(bases, random, tally);
    const trip = shop({ wire, tally, random, bases, sentinelShare, patienceMs, number });
    shoppers.add(trip);
    void trip.finally(() => shoppers.delete(trip));
  }
  await Promise.all(shoppers);
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '2' },
      minutes: { type: 'string', default: '1' },
      sentinels: { type: 'string', default: '10' },
      base: { type: 'string' },
      patience: { type: 'string', default: '120' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return null;
  return {
    rate: number('rate', values.rate, 0.01, 10_000),
    minutes: number('minutes', values.minutes, 0.01, 100_000),
    sentinelShare: number('sentinels', values.sentinels, 0, 100) / 100,
    patienceMs: number('patience', values.patience, 1, 86_400) * 1_000,
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 20) : number('seed', values.seed, 0, 2 ** 32),
    bases: values.base === undefined ? runningBases() : values.base.split(',').map((base) => base.replace(/\/+$/, '')),
  };
}

function runningBases(): string[] {
  const { config, urls } = findStore();
  return [urls.east ?? `http://localhost:${config.ports.east}`, urls.west ?? `http://localhost:${config.ports.west}`];
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`--${name}: expected a number from ${least} to ${most}\n\n${HELP}`);
  return value;
}

await main().catch((error: unknown) => {
  process.stderr.write(`traffic: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
