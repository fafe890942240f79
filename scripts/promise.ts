/** `npm run promise`: is every invariant of the promise true of the stored records and of the provider's ledger, now? */
import { parseArgs } from 'node:util';
import { systemClock } from '../server/ports/clock';
import { sandboxLedger } from '../server/ports/provider-ledger';
import { MOST_NAMED, PromiseKeeper, type PromiseReport } from '../server/services/promise-keeper';
import { evidenceStore } from '../server/stores/evidence';
import { promiseStore } from '../server/stores/promise';
import { connect } from '../server/stores/sql';
import { findStore } from './find-store';

const HELP = `Usage: npm run promise [-- --json]

Checks every invariant over the stored records of both regions and the provider's own ledger, and the chains of
the newest orders' evidence. Ends with "promise: 0 broken in N orders", or names the rows and exits with 1.

  --json   the report as JSON
  --help   this text

Looks at the store that runs on EVIDENT_DATA_DIR (.data), or at DATABASE_URL_EAST, DATABASE_URL_WEST, STRIPE_API_BASE.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false, short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { config } = findStore();
  const { database, payments } = config;
  const sqls = [connect(database.eastUrl ?? '', 4), connect(database.westUrl ?? '', 4)] as const;
  const [east, west] = sqls;
  const keeper = new PromiseKeeper({
    clock: systemClock,
    regions: [
      { region: 'east', promise: promiseStore(east), evidence: evidenceStore(east) },
      { region: 'west', promise: promiseStore(west), evidence: evidenceStore(west) },
    ],
    ledger: payments.provider === 'sandbox' && payments.apiBase !== null ? sandboxLedger(payments.apiBase) : null,
  });
  try {
    const report = await keeper.check();
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
    if (brokenIn(report) > 0) process.exitCode = 1;
  } finally {
    await Promise.all(sqls.map((sql) => sql.close()));
  }
}

const brokenIn = ({ verdicts }: PromiseReport): number => verdicts.reduce((sum, each) => sum + each.broken.length, 0);

function textOf(report: PromiseReport): string {
  const lines = report.verdicts.flatMap(({ id, says, broken }) => [
    `${broken.length === 0 ? '✓' : '✗'} ${id.padEnd(3)} ${says}${broken.length === 0 ? '' : `: ${broken.length}${broken.length >= MOST_NAMED ? ' or more' : ''}`}`,
    ...broken.map((row) => `    ${row.orderId} (${row.region}): ${row.why}`),
  ]);
  const { money } = report;
  lines.push(
    `  chains verified: ${report.chainsVerified}`,
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
