/** `npm run replay`: gives published messages to one consumer again; without --apply it only says what would happen. */
import { parseArgs } from 'node:util';
import { randomUUID } from 'node:crypto';
import { CONSUMERS, type Consumer } from '../server/contracts/messages';
import { type Region, REGIONS } from '../server/domain/region';
import { REPLAY_STANDINGS, type ReplaySelection } from '../server/domain/replay';
import { wireReplayer } from '../server/message-wiring';
import { connect } from '../server/stores/sql';
import { findStore } from './find-store';

const HELP = `Usage: npm run replay -- --to CONSUMER (--order ORDER_ID | --from TIME --until TIME) [options]

Says of each published message whether the consumer has acted on it, or would; from the outbox and, before the replay window of 30 days,
from the archives, whose hashes are checked. With --apply, those that it has not acted on are queued to it: an effect happens once.

  --to CONSUMER      ${CONSUMERS.join(', ')}
  --order ORDER_ID   the messages of one order
  --from, --until    a time, ISO 8601, e.g. 2026-11-27T00:00Z
  --region REGION    east or west; both without it
  --apply            queue them; needs --reason and --by, which stand in the audit
  --reason TEXT      ten characters at least
  --by EMAIL         who does it
  --help             this text

Looks at the store that runs on EVIDENT_DATA_DIR (.data), or at DATABASE_URL_EAST, DATABASE_URL_WEST.
`;

const OPTIONS = {
  to: { type: 'string' },
  order: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  region: { type: 'string' },
  apply: { type: 'boolean', default: false },
  reason: { type: 'string' },
  by: { type: 'string' },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

const LEAST_REASON = 10;
const silent = { hint: () => undefined, listen: () => () => undefined, close: () => Promise.resolve() };

interface Asked {
  readonly consumer: Consumer;
  readonly selection: ReplaySelection;
  readonly regions: readonly Region[];
  /** Null: a dry run. */
  readonly apply: { readonly reason: string; readonly by: string } | null;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const asked = askedIn(values);
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`);
    return 2;
  }
  const { config } = findStore();
  for (const region of asked.regions) {
    const sql = connect((region === 'east' ? config.database.eastUrl : config.database.westUrl) ?? '', 4);
    try {
      await inRegion(wireReplayer(config, { region, sql, wakeUp: silent }), region, asked);
    } finally {
      await sql.close();
    }
  }
  return 0;
}

async function inRegion(replayer: ReturnType<typeof wireReplayer>, region: Region, asked: Asked): Promise<void> {
  const { apply, consumer, selection } = asked;
  const plan = await replayer.plan(consumer, selection);
  for (const { messageId, orderId, schema, schemaVersion, standing, why } of plan.messages)
    if (standing !== 'already_effected')
      process.stdout.write(
        `${region} ${standing} ${schema} ${schemaVersion} ${orderId} ${messageId}${why === null ? '' : ` (${why})`}\n`,
      );
  for (const { name, problem } of plan.archives)
    process.stdout.write(`${region} archive ${name}: ${problem ?? 'its hash holds'}\n`);
  const counts = REPLAY_STANDINGS.map((standing) => `${plan.counts[standing]} ${standing}`).join(', ');
  process.stdout.write(
    `${region}: ${counts}${plan.tooMany ? '; more than one replay takes, choose a shorter time' : ''}\n`,
  );
  if (apply === null) return;
  const operationId = `replay-${randomUUID()}`;
  const answer = await replayer.replay(consumer, selection, apply.reason, {
    staff: { email: apply.by, role: 'on-call' },
    operationId,
    requestId: operationId,
    traceId: null,
  });
  process.stdout.write(`${region}: ${answer.kind}${answer.kind === 'queued' ? ` ${answer.count}` : ''}\n`);
}

/** What is asked for, or what is wrong with it. */
function askedIn(values: Partial<Record<keyof typeof OPTIONS, string | boolean>>): Asked | string {
  const text = (name: keyof typeof OPTIONS) => (typeof values[name] === 'string' ? values[name] : undefined);
  const consumer = CONSUMERS.find((each) => each === values.to);
  if (consumer === undefined) return `--to: expected one of ${CONSUMERS.join(', ')}`;
  const regions = REGIONS.filter((each) => values.region === undefined || each === values.region);
  if (regions.length === 0) return `--region: expected ${REGIONS.join(' or ')}`;
  const [order, from, until] = [text('order'), text('from'), text('until')];
  const [fromMs, toMs] = [Date.parse(from ?? ''), Date.parse(until ?? '')];
  if (order === undefined && !(fromMs < toMs)) return 'expected --order, or --from and a later --until, ISO 8601';
  const selection: ReplaySelection =
    order === undefined ? { kind: 'window', fromMs, toMs } : { kind: 'order', orderId: order };
  const [reason, by] = [text('reason')?.trim() ?? '', text('by') ?? ''];
  if (values.apply && (reason.length < LEAST_REASON || !by.includes('@')))
    return `--apply needs --reason of at least ${LEAST_REASON} characters and --by EMAIL`;
  return { consumer, selection, regions, apply: values.apply ? { reason, by } : null };
}

process.exitCode = await main();
