/** `npm run promise`: is every invariant of the promise true of the stored records and of the provider's ledger, now? */
import { parseArgs } from 'node:util';
import type { Config } from '../server/config';
import type { PromiseCheck } from '../server/domain/promise-check';
import { type Region, REGIONS } from '../server/domain/region';
import { systemClock } from '../server/ports/clock';
import { sandboxLedger } from '../server/ports/provider-ledger';
import {
  type InvariantVerdict,
  MOST_NAMED,
  PromiseKeeper,
  type PromiseReport,
} from '../server/services/promise-keeper';
import { PromiseWatcher } from '../server/services/promise-watcher';
import { promiseStore } from '../server/stores/promise';
import { promiseCheckStore } from '../server/stores/promise-checks';
import { connect, type Sql } from '../server/stores/sql';
import {
  checkpointWords,
  faultWords,
  storedCheckpoints,
  type StoredCheckpoints,
  unsignedWords,
} from './evidence/stored-checkpoints';
import { findStore } from './find-store';

type Databases = Readonly<Record<Region, Sql>>;

const HELP = `Usage: npm run promise [-- --incremental] [--json]

Checks every invariant over the stored records of both regions and the provider's own ledger, the chains of the
newest orders' evidence, and all evidence against the checkpoints that were signed of it. Ends with "promise: 0 broken in N orders", or names the rows and exits with 1.

  --incremental   what the worker runs each minute: only the orders that changed since its last check, without the ledger
  --json          the report as JSON
  --help          this text

Looks at the store that runs on EVIDENT_DATA_DIR (.data), or at DATABASE_URL_EAST, DATABASE_URL_WEST, STRIPE_API_BASE.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      incremental: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { config } = findStore();
  const { database } = config;
  const databases = {
    east: connect(database.eastUrl ?? '', 4, 'sets'),
    west: connect(database.westUrl ?? '', 4, 'sets'),
  };
  try {
    if (values.incremental) await checkChanged(databases, values.json);
    else await checkEverything(databases, config, values.json);
  } finally {
    await Promise.all(REGIONS.map((region) => databases[region].close()));
  }
}

async function checkEverything(databases: Databases, config: Config, json: boolean): Promise<void> {
  const { payments } = config;
  const keeper = new PromiseKeeper({
    clock: systemClock,
    regions: REGIONS.map((region) => ({ region, promise: promiseStore(databases[region]) })),
    ledger: payments.provider === 'sandbox' && payments.apiBase !== null ? sandboxLedger(payments.apiBase) : null,
  });
  const checked = await keeper.check();
  const signed = await storedCheckpoints(config, databases);
  const report = signed === null ? checked : { ...checked, verdicts: [...checked.verdicts, verdictOf(signed)] };
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report, signed));
  if (brokenIn(report) > 0) process.exitCode = 1;
}

function verdictOf({ verdict }: StoredCheckpoints): InvariantVerdict {
  const files = verdict.faults.map((fault) => ({
    orderId: 'checkpoint',
    region: 'files' as const,
    why: faultWords(fault),
  }));
  const rows = verdict.unsigned.map((row) => ({ orderId: row.chain, region: row.region, why: unsignedWords(row) }));
  return {
    id: 'S13',
    says: 'evidence and audit are what was signed of them outside of the database',
    broken: [...files, ...rows].slice(0, MOST_NAMED),
  };
}

async function checkChanged(databases: Databases, json: boolean): Promise<void> {
  const checks = await Promise.all(
    REGIONS.map(async (region) => {
      const sql = databases[region];
      const parts = { clock: systemClock, promise: promiseStore(sql), checks: promiseCheckStore(sql, region) };
      return { region, check: await new PromiseWatcher(parts).check() };
    }),
  );
  process.stdout.write(json ? `${JSON.stringify(checks, null, 2)}\n` : checks.map(wordsOf).join(''));
  if (checks.some(({ check }) => check.broken > 0)) process.exitCode = 1;
}

function wordsOf({ region, check }: { region: Region; check: PromiseCheck }): string {
  const rows = check.sample.map(({ invariant, orderId, why }) =>
    orderId === null ? `    ${invariant}: ${why}\n` : `    ${orderId} (${invariant}): ${why}\n`,
  );
  return `${rows.join('')}promise: ${check.broken} broken in ${check.orders} orders of ${region}; looked at ${check.ordersChecked} in ${check.tookMs} ms\n`;
}

const brokenIn = ({ verdicts }: PromiseReport): number => verdicts.reduce((sum, each) => sum + each.broken.length, 0);

function textOf(report: PromiseReport, signed: StoredCheckpoints | null): string {
  const lines = report.verdicts.flatMap(({ id, says, broken }) => [
    `${broken.length === 0 ? '✓' : '✗'} ${id.padEnd(3)} ${says}${broken.length === 0 ? '' : `: ${broken.length}${broken.length >= MOST_NAMED ? ' or more' : ''}`}`,
    ...broken.map((row) => `    ${row.orderId} (${row.region}): ${row.why}`),
  ]);
  const { money } = report;
  lines.push(
    `  chains verified: ${report.chainsVerified}`,
    `  ${signed === null ? 'no evidence was signed yet: not compared' : checkpointWords(signed)}`,
    money === null
      ? '  the provider has no ledger that can be read as a whole: not compared'
      : `  ledger: ${money.rows} rows; captured less refunded ${money.keptMinor}, confirmed ${money.confirmedMinor} (minor units)`,
    `promise: ${brokenIn(report)} broken in ${report.orders} orders`,
  );
  return `${lines.join('\n')}\n`;
}

await main().catch((error: unknown) => {
  process.stderr.write(`promise: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
