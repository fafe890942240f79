/** `npm run adopt`: the shards of a region that is lost for good are opened in the one that is left. Read docs/lost-region.md first. */
import { parseArgs } from 'node:util';
import type { Config } from '../server/config';
import { isRegion, otherRegion, type Region } from '../server/domain/region';
import { systemClock as clock } from '../server/ports/clock';
import { stripeChargeList } from '../server/ports/stripe-charge-list';
import { stripePaymentProvider } from '../server/ports/stripe-payment-provider';
import { LedgerSweeper } from '../server/services/ledger-sweeper';
import { type Adoption, RegionAdopter } from '../server/services/region-adopter';
import { adoptionStore } from '../server/stores/adoptions';
import { auditStore } from '../server/stores/audit';
import { handOverStore } from '../server/stores/hand-overs';
import { paymentOperationStore } from '../server/stores/payment-operations';
import { connect, type Sql } from '../server/stores/sql';
import { sweepStore } from '../server/stores/sweeps';
import { findStore } from './find-store';

const HELP = `Usage: npm run adopt -- --lost east --reason "WHY" --by NAME --it-is-dead [--copy URL] [--since INSTANT]

Opens every shard of a region that is lost for good in the other one, at epochs far above every one that is known, with the records of
the newest copy of its database; then compares the provider's list from that copy's time on, so that each charge without an order is a case.
Safe to repeat. Read docs/lost-region.md first.

  --lost REGION     east or west; the other one's database is written
  --reason TEXT     stands in the audit
  --by NAME         who does it; stands in the audit
  --it-is-dead      you have made sure that nothing of the lost region runs or can start; nothing here can make sure of it
  --copy URL        a restored copy of the lost region's database, with the same migrations; without it the shards are opened empty
  --since INSTANT   from when on the provider's list is compared (ISO 8601); the copy's newest record unless told
  --help            this text
`;

const SWEEP_LAG_MS = 5_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      lost: { type: 'string' },
      reason: { type: 'string' },
      by: { type: 'string' },
      copy: { type: 'string' },
      since: { type: 'string' },
      'it-is-dead': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { by, lost, reason } = values;
  if (lost === undefined || !isRegion(lost)) throw new Error('--lost: expected east or west');
  if (reason === undefined || reason.length < 10) throw new Error('--reason: expected at least 10 characters');
  if (by === undefined) throw new Error('--by: expected your name');
  if (!values['it-is-dead']) throw new Error('--it-is-dead: make sure of it first; see docs/lost-region.md, step 1');
  const { config } = findStore();
  const url = otherRegion(lost) === 'east' ? config.database.eastUrl : config.database.westUrl;
  const survivor = connect(url ?? '', 4);
  const copy = values.copy === undefined ? null : connect(values.copy, 2);
  try {
    const ground = (sql: Sql) => ({ adoptions: adoptionStore(sql), handOvers: handOverStore(sql) });
    const adopter = new RegionAdopter({
      lost,
      clock,
      survivor: ground(survivor),
      copy: copy === null ? null : ground(copy),
      audit: auditStore(survivor),
    });
    const sinceMs = values.since === undefined ? await newestOf(copy) : Date.parse(values.since);
    const adoption = await adopter.adopt(`staff:${by}`, reason);
    process.stdout.write(wordsOf(lost, adoption));
    if (sinceMs === null || Number.isNaN(sinceMs))
      process.stdout.write('The provider’s list was not compared: --since or --copy tells from when on.\n');
    else await compare(lost, config, survivor, adoption, sinceMs);
  } finally {
    await Promise.all([survivor.close(), copy?.close()]);
  }
}

const newestOf = async (copy: Sql | null): Promise<number | null> =>
  copy === null ? null : adoptionStore(copy).newestRecordAtMs();

/** The adopted orders only: the survivor's own are swept by its worker as ever. */
async function compare(lost: Region, config: Config, sql: Sql, { adopted }: Adoption, sinceMs: number): Promise<void> {
  const { accountMark, apiBase, secretKey, settleTimeMs, webhookSecrets } = config.payments;
  const account = { secretKey: secretKey ?? '', webhookSecrets, apiBase, accountMark };
  const shards = new Set(adopted.map(({ shard }) => shard));
  const sweep = (intervalMs: number) =>
    new LedgerSweeper({
      // as the lost region's own sweeps, from where the copy ends
      region: lost,
      owners: { ownerOf: (shard) => (shards.has(shard) ? lost : otherRegion(lost)) },
      clock,
      charges: stripeChargeList(account),
      provider: stripePaymentProvider(account),
      operations: paymentOperationStore(sql),
      sweeps: sweepStore(sql),
      wakeUp: { hint: () => undefined, listen: () => () => undefined },
      settings: { intervalMs, lagMs: SWEEP_LAG_MS, longestMs: Math.max(intervalMs, clock.nowMs() - sinceMs) },
      settleTimeMs,
      accountMark,
    });
  let charges = 0;
  let findings = 0;
  for (let intervalMs = Math.max(1_000, clock.nowMs() - sinceMs); ; intervalMs = 1_000) {
    const answer = await sweep(intervalMs).sweepNext();
    if (answer.kind !== 'swept' || answer.window.pass !== 1) break;
    charges += answer.result.charges;
    findings += answer.result.findings.length;
  }
  process.stdout.write(`Compared ${charges} charges since ${new Date(sinceMs).toISOString()}: ${findings} findings.\n`);
}

function wordsOf(lost: Region, { adopted, left }: Adoption): string {
  const orders = adopted.reduce((sum, each) => sum + each.orders, 0);
  const lines = adopted.map(
    ({ epoch, lookUps, orders: count, shard }) =>
      `  shard ${shard}: epoch ${epoch}, ${count} orders, ${lookUps} payments are looked up\n`,
  );
  const rest = left.map(({ shard, why }) => `  shard ${shard} LEFT: ${why}. See docs/lost-region.md.\n`);
  return `${otherRegion(lost)} owns ${adopted.length} shards of ${lost} now, with ${orders} orders.\n${lines.join('')}${rest.join('')}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`adopt: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
