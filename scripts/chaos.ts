/** `npm run chaos`: a store of its own under a provider that lies and workers that are struck; then the heal, and the proof. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inheritedEnvironment } from '../server/config';
import type { Faults } from '../server/sandbox/faults';
import { seededRandom } from '../server/sandbox/seeded-random';
import { counts } from '../server/simulation/shares';
import { connect, type Sql } from '../server/stores/sql';
import { fencedSince, isAtRest, outcomesOf, standingOf } from './chaos/at-rest';
import { type Strikes, strikeWorkers } from './chaos/strikes';
import { bout, boutWords } from './chaos/weather';
import { type OwnStore, startOwnStore } from './own-store';
import { ShopWire } from './traffic/shop-wire';
import { shop } from './traffic/shopper';
import { Tally } from './traffic/tally';

const HELP = `Usage: npm run chaos -- [--minutes M | --orders N] [--rate R] [--seed N] [--heal MINUTES] [--no-strikes] [--out FILE]

Starts a store of its own (two regions, a real PostgreSQL, the provider sandbox), sends shoppers to it and gives the provider
a new bout of bad weather every 15 s: slow, hanging before and after the effect, 500 before and after it, resets, 429, wrong
amounts, payments that are not found for a while, look-ups that never answer, voids that are refused, webhooks lost, late,
twice and out of order. Meanwhile one worker after the other is killed, or stopped for longer than its lease and continued,
while a second one of its region takes over. Then everything heals, and every cent must be confirmed, given back or in a case.

  --minutes M      how long the bad weather lasts (5)
  --orders N       how many shoppers come in that time, instead of minutes
  --rate R         shoppers a second (4)
  --seed N         the weather's and the shoppers' luck
  --heal MINUTES   how long it may take to come to rest afterwards (12)
  --no-strikes     leave the workers alone
  --out FILE       the figures as JSON
  --help           this text

Exits with 1 when the store broke its word or did not come to rest; its data are then left where they are. A run "counts" if
60 % of its orders were confirmed, and 5 % each were pending first, failed safely and came under reconciliation: else try
another seed, because little was shown.
`;

const BOUT_MS = 15_000;
const LOOK_EVERY_MS = 2_000;
/** "Not found" is proof this long after the last possible send; longer than the provider forgets. */
const SETTLE_TIME_SECONDS = '60';

interface Options {
  readonly minutes: number;
  readonly rate: number;
  readonly seed: number;
  readonly healMinutes: number;
  readonly strikes: boolean;
  readonly out: string | null;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(HELP);
  const store = await startOwnStore('chaos', {
    EVIDENT_SETTLE_TIME_SECONDS: SETTLE_TIME_SECONDS,
    // its weather would degrade the store, and then nearly every order would be kept: what is attacked here is the money
    EVIDENT_DEGRADED_ENTRY: 'by_hand',
    // whoever is struck has somebody who takes over
    EVIDENT_WORKER_PROCESSES: '2',
  });
  const { environment } = store.running;
  const databases = ['EAST', 'WEST'].map((region) => connect(environment[`DATABASE_URL_${region}`] ?? '', 2));
  let isKept = false;
  try {
    const report = await run(options, store, databases);
    isKept = report.kept;
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    if (options.out !== null) writeFileSync(options.out, `${JSON.stringify(report, null, 2)}\n`);
    if (!report.kept) process.exitCode = 1;
  } finally {
    await Promise.all(databases.map((sql) => sql.close()));
    await store.stop(isKept ? undefined : 'keeps_data');
    if (!isKept)
      say(`its records, logs and ledger are left in ${store.dataDir}; EVIDENT_DATA_DIR=… npm start opens them`);
  }
}

async function run(options: Options, store: OwnStore, databases: readonly Sql[]) {
  const begunAtMs = Date.now();
  const tally = new Tally();
  const begunMs = performance.now();
  const shoppers = comeAndGo(options, store, tally);
  const [struck] = await Promise.all([strikesOf(options, store), badWeather(options, store)]);
  say('the provider is healed; waiting until everything has come to rest');
  const healedMs = performance.now();
  const { after, atRestAfterS } = await untilAtRest(databases, begunAtMs, healedMs + options.healMinutes * 60_000);
  await shoppers;
  const promise = await promiseOf(store);
  const effects = await sandbox(store, '/_sandbox/requests');
  const outcomes = outcomesOf(after);
  return {
    minutes: Number(options.minutes.toFixed(2)),
    rate: options.rate,
    seed: options.seed,
    took_s: Math.round((performance.now() - begunMs) / 1_000),
    at_rest_after_s: atRestAfterS,
    ...struck,
    fenced_tries: await fencedSince(databases, begunAtMs),
    orders: after,
    provider_effects: (effects as { effects: unknown }).effects,
    shoppers: tally.summary({}),
    promise: promise.text,
    // a run in which everything failed keeps every promise and shows nothing
    counts: counts(outcomes),
    outcomes,
    kept: promise.kept && tally.violations.length === 0 && isAtRest(after),
  };
}

async function strikesOf({ minutes, seed, strikes }: Options, { running }: OwnStore): Promise<Strikes> {
  if (!strikes) return { kills: 0, pauses: 0 };
  return strikeWorkers(running.urls.drills ?? '', seededRandom(seed + 1), performance.now() + minutes * 60_000);
}

async function badWeather({ minutes, seed }: Options, store: OwnStore): Promise<void> {
  const random = seededRandom(seed);
  const endMs = performance.now() + minutes * 60_000;
  while (performance.now() < endMs) {
    const faults = bout(random);
    await sandbox(store, '/_sandbox/faults', faults);
    say(boutWords(faults));
    await sleep(Math.min(BOUT_MS, Math.max(0, endMs - performance.now())));
  }
  await sandbox(store, '/_sandbox/faults', {});
}

/** Shoppers come by the clock; the last of them are served by a provider that is well again. */
async function comeAndGo({ minutes, rate, seed }: Options, { running }: OwnStore, tally: Tally): Promise<void> {
  const bases = [running.urls.east ?? '', running.urls.west ?? ''];
  const shoppers: Promise<void>[] = [];
  const begunMs = performance.now();
  const count = Math.round(rate * minutes * 60);
  for (let number = 0; number < count; number++) {
    await sleep(Math.max(0, begunMs + (number / rate) * 1_000 - performance.now()));
    const random = seededRandom(seed * 1_000_003 + number);
    const wire = new ShopWire(bases, random, tally);
    shoppers.push(shop({ wire, tally, random, bases, sentinelShare: 0.15, patienceMs: 240_000, number }));
  }
  await Promise.all(shoppers);
}

async function untilAtRest(databases: readonly Sql[], begunAtMs: number, untilMs: number) {
  const healedMs = performance.now();
  for (let looks = 0; ; looks++) {
    const after = await standingOf(databases, begunAtMs);
    const { planned, undecided, undelivered } = after;
    if (looks % 10 === 0) say(`${undecided} undecided, ${planned} planned at the provider, ${undelivered} undelivered`);
    if (isAtRest(after)) return { after, atRestAfterS: Math.round((performance.now() - healedMs) / 1_000) };
    if (performance.now() > untilMs) return { after, atRestAfterS: null };
    await sleep(LOOK_EVERY_MS);
  }
}

/** The full check, as people run it, on the records and the provider's own ledger. */
async function promiseOf({ dataDir }: OwnStore): Promise<{ readonly kept: boolean; readonly text: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'scripts/promise.ts'], {
    env: { ...(inheritedEnvironment() as NodeJS.ProcessEnv), EVIDENT_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(text);
  return { kept: code === 0, text: text.trim().split('\n').at(-1) ?? '' };
}

async function sandbox({ running }: OwnStore, path: string, body?: Faults): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'PUT', body: JSON.stringify(body) };
  const answer = await fetch(`${running.urls.sandbox}${path}`, init);
  if (!answer.ok) throw new Error(`${path}: the sandbox answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

function say(text: string): void {
  process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      orders: { type: 'string' },
      rate: { type: 'string', default: '4' },
      seed: { type: 'string' },
      heal: { type: 'string', default: '12' },
      'no-strikes': { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return null;
  const rate = number('rate', values.rate, 0.01, 10_000);
  return {
    minutes:
      values.orders === undefined
        ? number('minutes', values.minutes, 0.1, 10_000)
        : number('orders', values.orders, 1, 1_000_000) / rate / 60,
    rate,
    seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 20) : number('seed', values.seed, 0, 2 ** 32),
    healMinutes: number('heal', values.heal, 0.1, 10_000),
    strikes: !values['no-strikes'],
    out: values.out ?? null,
  };
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`--${name}: expected a number from ${least} to ${most}\n\n${HELP}`);
  return value;
}

await main().catch((error: unknown) => {
  process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
