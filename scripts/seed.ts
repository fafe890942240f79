/**
 * The store on its first day, and the days before it: shards, products, stock, and some three hundred past orders with their real
 * evidence. Safe to run again: what is there is left alone, and a store with its history is recognised at once.
 */
import { parseArgs } from 'node:util';
import { ensureDemoAccounts } from '../server/access/demo-accounts';
import { config } from '../server/config';
import type { Region } from '../server/domain/region';
import { auditStore } from '../server/stores/audit';
import { connect, type Sql } from '../server/stores/sql';
import { placeCatalogue } from './seed/place-catalogue';

const HELP = `Usage: node scripts/run.mjs scripts/seed.ts [--catalog-only]

Puts the shop's products, stock, shards and (embedded only) the demo accounts into both regions' databases, then three days of past orders with their
evidence, with every charge in the provider sandbox's ledger. What is there already is left alone.
npm start runs it at its first start.

  --catalog-only   shards, products and stock; no past orders
  --help           this text

Reads DATABASE_URL_EAST, DATABASE_URL_WEST; for the past orders also DATABASE_OWNER_URL_EAST, DATABASE_OWNER_URL_WEST
and STRIPE_* of the provider sandbox. Without these, or with a provider that is no sandbox, there are no past orders.
`;

/** In each region's audit once its history is complete: who reads the evidence must be able to know that it was told. */
const HISTORY_TOLD = 'seed:history:1';
const CONNECTIONS = 8;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'catalog-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const { database } = config();
  if (database.eastUrl === null || database.westUrl === null)
    throw new Error('DATABASE_URL_EAST and DATABASE_URL_WEST: expected both');
  const databases = { east: open(database.eastUrl), west: open(database.westUrl) };
  try {
    await placeCatalogue(databases);
    if (database.embedded) {
      await ensureDemoAccounts(database.eastUrl, true);
      await ensureDemoAccounts(database.westUrl, true);
    }
    if (!values['catalog-only']) await placeHistory(databases);
  } finally {
    await Promise.all([databases.east.close(), databases.west.close()]);
  }
}

async function placeHistory(databases: Readonly<Record<Region, Sql>>): Promise<void> {
  const { database, payments } = config();
  const audits = [auditStore(databases.east), auditStore(databases.west)];
  const told = await Promise.all(audits.map((audit) => audit.ofOperation(HISTORY_TOLD)));
  if (told.every((entry) => entry !== null)) return say('the past orders are there');
  const { apiBase, secretKey, webhookSecrets } = payments;
  const [webhookSecret] = webhookSecrets;
  if (payments.provider !== 'sandbox' || apiBase === null || secretKey === null || webhookSecret === undefined)
    return say('no past orders: they are told with the provider sandbox only');
  const { ownerEastUrl: east, ownerWestUrl: west } = database;
  if (east === null || west === null) return say('no past orders: they need the embedded database');
  const begun = performance.now();
  const { tellHistory } = await import('./seed/history');
  const { orders, evidenceRows } = await tellHistory({
    databases,
    ownerUrls: { east, west },
    sandbox: { apiBase, secretKey, webhookSecret },
    nowMs: Date.now(),
  });
  for (const audit of audits) await audit.append(historyTold(orders));
  say(`${orders} past orders, ${evidenceRows} evidence rows, ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
}

const historyTold = (orders: number) => ({
  actor: 'system:seed',
  role: 'system',
  action: 'history:tell',
  object: 'past orders',
  operationId: HISTORY_TOLD,
  requestId: null,
  reason: 'The first start tells three days of past orders; when their evidence was recorded is part of the telling.',
  detail: { orders },
});

/**
 * Nobody waits for each commit to reach the disk: they reach it in their order, so that what a power cut takes is the end of the
 * history with its mark, and the next seed tells it again.
 */
function open(url: string): Sql {
  const relaxed = new URL(url);
  relaxed.searchParams.set('options', '-c synchronous_commit=off -c plan_cache_mode=force_generic_plan');
  return connect(relaxed.toString(), CONNECTIONS);
}

function say(line: string): void {
  process.stdout.write(`seed: ${line}\n`);
}

await main().catch((error: unknown) => {
  process.stderr.write(`seed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
