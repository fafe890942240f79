/**
 * Every method of the region link, called twice with the same content over the sealed door: of one that writes the first call changes
 * the records and the second changes nothing; one that only reads changes nothing at all. The witness is every row of every table.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseConfig } from './config';
import { customerToldMessage } from './contracts/customer-told-message';
import { entered } from './domain/degraded-mode';
import { homeRegionOfShard, referenceOf, shardOf } from './domain/ids';
import type { StaffAsked } from './domain/staff';
import { beginExchange, Problem, sendProblem } from './http/exchange';
import { answerPeer } from './http/link-door';
import { LinkMemory } from './http/link-memory';
import { LINK_METHODS, type LinkMethod } from './http/link-methods';
import { httpRegionLink } from './ports/http-region-link';
import type { RegionLink } from './ports/region-link';
import { wireService } from './service-wiring';
import type { LinkService } from './services/region-router';
import { staffEntry } from './services/staff-entry';
import { SECRET_KEY, WEBHOOK_SECRET } from './services/testing/given-provider';
import type { CaseKey } from './stores/case-claims';
import { chargeFields, MINUTE } from './services/testing/given-sweep';
import { click, type GivenDesk, givenDesk } from './services/testing/given-desk';
import { checkoutCopyStore } from './stores/checkout-copies';
import { agreementSampleStore } from './stores/agreement-samples';
import { controlReaderStore } from './stores/control-readers';
import { type DegradedModeStore, degradedModeStore } from './stores/degraded-modes';
import { drillRunStore } from './stores/drill-runs';
import { linkNonceStore } from './stores/link-nonces';
import { exitCheckStore } from './stores/exit-checks';
import { carriedShard } from './stores/testing/carried-shard';
import { givenCase } from './stores/testing/given-cases';
import { givenStore, orderIdIn, orderIdOn } from './stores/testing/given-store';
import { orderAt } from './stores/testing/walk';
import { type WiredWeb, wireWeb } from './wiring';

const SECRET = 'a-link-secret-of-the-tests-0123456789';
const REASON = 'Called twice by a test.';

let given: GivenDesk;
let parts: WiredWeb;
let server: Server;
let link: RegionLink;
let modes: DegradedModeStore;
let folder: string;

beforeAll(async () => {
  // whatever a repair moves, it takes two
  given = await givenDesk(0);
  await given.sweeperOf().all();
  const { database } = given.store;
  folder = mkdtempSync(join(tmpdir(), 'evident-link-'));
  const config = parseConfig({
    EVIDENT_REGION: 'east',
    EVIDENT_EMBEDDED: 'database,provider',
    EVIDENT_DATA_DIR: folder,
    EVIDENT_SECOND_PERSON_OVER: '0',
    EVIDENT_DRILLS: 'on',
    // nobody listens there: a drill that is started finds nothing to break
    PORT: '19',
    DATABASE_URL_EAST: database.url,
    DATABASE_URL_WEST: `${database.url}_of_west`,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: given.provider.address,
    REGION_LINK_SECRET: SECRET,
    AUTH_SECRET: SECRET,
    LOG_LEVEL: 'silent',
  });
  parts = wireWeb(config);
  await parts.directory.refresh();
  await parts.controls.refresh();
  modes = degradedModeStore(given.store.sql);
  await given.store.owner(
    `insert into access.users (id, name, email, role)
     values ('1', 'Jo', 'jo@evident.test', 'on-call'), ('2', 'Tom', 'tom@evident.test', 'approver')`,
  );
  const service = wireService(config, parts);
  // a hair's breadth before now: the clock of this process and of its calls is one
  const memory = new LinkMemory(Date.now() - 1, linkNonceStore(given.store.sql));
  const door = { region: 'east' as const, service, linkSecret: SECRET, memory, condition: () => 'up' as const };
  server = createServer((request, response) => {
    const exchange = beginExchange(request, response, 'http://127.0.0.1');
    answerPeer(door, exchange).catch((error: unknown) =>
      sendProblem(exchange, error instanceof Problem ? error : new Problem(500, 'failed', String(error))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peerUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  link = httpRegionLink({ from: 'west', peerUrl, secret: SECRET, condition: () => 'up' });
}, 60_000);
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await parts?.close();
  await given?.end();
  rmSync(folder, { recursive: true, force: true });
});
type Body<M extends LinkMethod> = Parameters<LinkService[M]>[0];
/** Sets the stage and returns what the peer asks. */
type Scenario<M extends LinkMethod> = () => Body<M> | Promise<Body<M>>;

async function ask(method: LinkMethod, body: unknown): Promise<unknown> {
  const answer = await link.call({ method, body, remainingMs: 15_000, requestId: 'req_link_twice', traceparent: '' });
  if (answer.kind !== 'answered') throw new Error(`${method}: ${answer.error}`);
  return answer.body;
}

/** Written by the processes themselves, whether somebody calls or not; and the link's own memory of what was called. */
const BEATS = ['operations.control_readers', 'operations.link_nonces'];
/** No effect of a call: when it was heard or done last, how often a cart was set, and that a repeat was answered from the record. */
const SAVE: Readonly<Record<string, { readonly columns?: readonly string[]; readonly rows?: string }>> = {
  'carts.carts': { columns: ['version', 'updated_at'] },
  // a run that was started goes on by itself
  'operations.drill_runs': {
    columns: ['beat_at', 'ended_at', 'shown_order', 'state', 'story', 'tallies', 'verdict'],
  },
  'operations.control_peers': { columns: ['heard_at'] },
  'operations.statements': { columns: ['finished_at'] },
  'orders.evidence': { rows: 'not t.replayed' },
};
/**
 * What each call is for: a claim is kept for longer; a write under an old epoch is tried, and must be refused; the provider is asked
 * again, which charges nothing and is evidence; each time that a checkout may have come to its owner is counted.
 */
const ANEW: Readonly<Partial<Record<LinkMethod, readonly string[]>>> = {
  cases_keep: ['operations.cases'],
  checkout_owed: ['intents.checkouts'],
  ownership_review: ['orders.epoch_canaries'],
  repair_look_up: ['orders.evidence', 'payments.operations'],
  verdict_look_up: ['orders.evidence'],
};

/** One hash for each table, over all its rows. */
async function everything(): Promise<Record<string, string>> {
  const tables = await given.store.owner(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
       and n.nspname || '.' || c.relname <> all ($1) order by 1`,
    [BEATS],
  );
  const hashes = await Promise.all(
    tables.map(async ({ name }) => {
      const { columns = [], rows = 'true' } = SAVE[name] ?? {};
      const [row] = await given.store.owner(
        `select count(*)::int || ' rows, ' || coalesce(md5(string_agg(r, '' order by r)), '-') as hash
         from (select md5((to_jsonb(t) - $1::text[])::text) as r from ${name} t where ${rows}) x`,
        [columns],
      );
      return [name, String(row.hash)] as const;
    }),
  );
  return Object.fromEntries(hashes);
}
/** What a call has set in motion for an order is done: what is due by then, by the clock of the region's web. */
async function atRest(untilMs: number): Promise<void> {
  await expect.poll(() => given.shop.admission.inFlightNow(), { timeout: 20_000 }).toBe(0);
  given.clock.advance(Math.max(0, untilMs - given.clock.nowMs()));
  await given.shop.settle();
}

/** An order that no payment was let in for is paid with a later call of the same content: it is placed once it is confirmed. */
async function decided(method: LinkMethod, body: unknown): Promise<void> {
  if (method !== 'order_place') return;
  const { orderId } = (body as Body<'order_place'>).request;
  const standing = async () => {
    await given.shop.settle();
    return (await given.store.orders.get(orderId))?.state;
  };
  for (let tries = 0; tries < 20 && (await standing()) !== 'order_confirmed'; tries++) await ask(method, body);
}

const changedFrom = (before: Record<string, string>, after: Record<string, string>) =>
  Object.keys(after).filter((table) => after[table] !== before[table]);

let ids = 0;
const id = (what: string) => `${what}-${++ids}`;
const jo = (): StaffAsked => ({ ...click('jo', 'on-call'), operationId: id('click-of-jo') });
const tom = (): StaffAsked => ({ ...click('tom', 'approver'), operationId: id('click-of-tom') });
const asked = () => click('ana');

/** Of a call that is answered at once: one that hangs would be recorded in the middle of another's scenario. */
const ranOut = () => given.checksRanOut('pm_evident_500_after_accept');

/** A checkout that is opened here, and what its customer would send. */
const opened = () => given.shop.open();
const about = (orderId: string) => ({ orderId, region: 'west' as const, requestId: 'req_1', traceId: 'a'.repeat(32) });

function checkoutOf(orderId: string) {
  return {
    orderId,
    shard: shardOf(orderId),
    reference: referenceOf(orderId),
    cartId: 'crt_e_link',
    cartVersion: 2,
    email: 'ada@example.test',
    lines: [{ sku: 'mug', name: 'Mug', quantity: 1, unitPriceMinor: 4_900 }],
    totalMinor: 4_900,
    currency: 'EUR',
    statusTokenHash: '00'.repeat(32),
    openedAtMs: Date.now(),
  };
}

/** A message of a confirmed order that was parked; the letter. */
async function parked(consumer = 'sales') {
  const { orderId } = await orderAt(given.store, 'order_confirmed');
  const messageId = `msg:order_confirmed:${orderId}@4`;
  await given.store.app(
    `insert into messaging.outbox (order_id, message_id, schema, schema_version, region, payload, recorded_at)
     values ($1, $2, 'order_confirmed', 2, 'east', $3, now()) on conflict do nothing`,
    [
      orderId,
      messageId,
      JSON.stringify({ reference: 'R', email: 'a@b.test', total_minor: 4_900, currency: 'EUR', confirmed_at_ms: 1 }),
    ],
  );
  await given.store.app(`delete from messaging.deliveries where order_id = $1`, [orderId]);
  await given.store.app(
    `insert into messaging.dead_letters (order_id, message_id, consumer, code, reason, attempts) values ($1, $2, $3, 'unreadable', 'no', 5)
     on conflict do nothing`,
    [orderId, messageId, consumer],
  );
  return { orderId, messageId, consumer };
}

/** The repair waits for a second person. */
async function proposed() {
  const orderId = await given.bought();
  await given.repair(orderId, 'refund', { amountMinor: 900 });
  await given.shop.settle();
  return given.openRepair(orderId);
}

/** Money at the provider that no order of ours claims, though it names one, with the case that the sweep opened for it. */
async function strange() {
  const orderId = orderIdIn('east');
  const reference = await given.call('payment_intents', chargeFields({ order_id: orderId }));
  await given.pass(4 * MINUTE);
  await given.sweeperOf().all();
  return { orderId, caseId: `case:${orderId}:sweep:payment_without_order:${reference}` };
}
const verdictOn = async (key: CaseKey) => {
  const { view } = (await ask('verdict_view', { key })) as Awaited<ReturnType<LinkService['verdict_view']>>;
  if (view === null) throw new Error(`there is no case ${key.caseId}`);
  return view;
};
async function verdictProposal() {
  const key = await strange();
  await ask('verdict_look_up', { key, asked: asked() });
  const { provider } = await verdictOn(key);
  return { ...key, kind: 'other_system' as const, reason: REASON, restsOnSeq: provider?.seq ?? null };
}
async function verdictProposed() {
  const { caseId, orderId, ...proposal } = await verdictProposal();
  await ask('verdict_propose', { proposal: { caseId, orderId, ...proposal }, asked: asked() });
  const [waits] = (await verdictOn({ caseId, orderId })).verdicts;
  if (waits === undefined) throw new Error('nothing is proposed');
  return { orderId, caseId, number: waits.number, basisHash: waits.basisHash };
}

async function claimed() {
  const ref = await givenCase(given.store);
  const by = asked();
  await ask('cases_claim', { ref, asked: by });
  return ref;
}

/** As the tables' owner, with the gate taken down. */
async function normal(): Promise<void> {
  const { owner } = given.store;
  await owner('alter table operations.degraded_mode disable trigger user');
  await owner('delete from operations.degraded_mode');
  await owner('alter table operations.degraded_mode enable trigger user');
  await owner('alter table operations.degraded_changes disable trigger user');
  await owner('delete from operations.degraded_changes');
  await owner('alter table operations.degraded_changes enable trigger user');
}
async function degraded(): Promise<string> {
  await normal();
  const episodeId = id('episode');
  const { mode } = await modes.get('east');
  const move = entered(mode, 'entered', episodeId, null, Date.now());
  if (move === null) throw new Error('it is degraded already');
  const witness = { reason: REASON, evidence: {}, changedBy: 'staff:jo@evident.test', nowMs: Date.now() };
  await modes.move('east', move, witness, null);
  return episodeId;
}
async function glass(): Promise<string> {
  await degraded();
  const glassId = id('glass');
  await ask('mode_ask_glass', { glassId, reason: REASON, asked: jo() });
  return glassId;
}
/** With everything in order, as far as the database is asked. */
async function evident(): Promise<void> {
  const { owner, sql } = given.store;
  const episodeId = await degraded();
  for (const table of ['messaging.deliveries', 'messaging.dead_letters']) await owner(`delete from ${table}`);
  await owner('alter table orders.orders disable trigger user');
  await owner('update orders.orders set updated_at = now()');
  await owner('alter table orders.orders enable trigger user');
  await owner('delete from payments.operations');
  const taken = { sampleId: id('sample'), region: 'east', episodeId, takenAtMs: Date.now(), population: 0 } as const;
  await agreementSampleStore(sql).keep(taken, []);
  await controlReaderStore(sql).hear('west', {}, Date.now());
  const checks = exitCheckStore(sql);
  const lines = await checks.read('east', episodeId);
  await checks.keep('east', episodeId, { checkedAtMs: Date.now(), holds: true, lines });
}

/** A shard of the other region that this one is asked to receive, by its order of the hand-over. */
const theirShards = Array.from({ length: 32 }, (_, shard) => shard).filter((s) => homeRegionOfShard(s) === 'west');
const ourShards = Array.from({ length: 32 }, (_, shard) => shard).filter((s) => homeRegionOfShard(s) === 'east');
const received = () => ({
  handOverId: id('ho'),
  shard: theirShards.pop() ?? -1,
  from: 'west',
  to: 'east',
  by: 'staff:jo@evident.test',
  reason: REASON,
});
async function receiving() {
  const order = received();
  await ask('hand_over_prepare', { order });
  return order;
}
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const statement = () => {
  const sha256 = createHash('sha256').update(id('statement')).digest('hex');
  const period = { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 11, 1), isGiven: true };
  const rest = { importedIn: 'west' as const, importedBy: 'staff:ana@evident.test', importedAtMs: Date.now() };
  return {
    statementId: `stm_${sha256.slice(0, 24)}`,
    sha256,
    fileName: 'november.csv',
    bytes: 10,
    lines: 1,
    period,
    ...rest,
  };
};
async function begun() {
  const record = statement();
  await ask('statement_begin', { statement: record });
  return record.statementId;
}
const lineOf = (orderId: string) => ({
  lineNo: 2,
  balanceTransactionId: id('txn'),
  createdAtMs: Date.UTC(2026, 10, 12),
  currency: 'EUR',
  grossMinor: 4_900,
  feeMinor: 100,
  netMinor: 4_800,
  category: 'charge',
  sourceId: null,
  chargeId: null,
  paymentIntentId: 'pi_unknown',
  customerFacing: null,
  orderId,
  paymentOperation: `pay:${orderId}`,
  refundOperation: null,
});

const FILTER = { preset: 'all_due_first', reason: null, severity: null, owner: null } as const;
const jobOf = async () => ({
  jobId: id('job'),
  kind: 'recheck' as const,
  reason: REASON,
  selection: { kind: 'cases' as const, cases: [await givenCase(given.store)] },
});

const SCENARIOS: { readonly [M in LinkMethod]: Scenario<M> } = {
  cart_get: async () => ({ cartId: (await given.shop.carts.create()).cartId }),
  async cart_set_item() {
    const { cartId } = await given.shop.carts.create();
    return { cartId, sku: 'mug', quantity: 2, expectedVersion: null };
  },
  products: () => ({}),
  checkout_open: () => ({ checkout: checkoutOf(orderIdIn('east')) }),
  async order_place() {
    const { request } = await opened();
    // nothing reads the switches here in the background, and after seconds nobody goes by them
    await parts.controls.refresh();
    return { request: request(), asked: { requestId: 'req_1', traceId: 'a'.repeat(32), region: 'west', nowMs: 0 } };
  },
  async order_status() {
    const { orderId, statusToken } = await opened();
    return { orderId, statusToken, minVersion: 0, waitMs: 0 };
  },
  order_standing: async () => ({ orderId: await given.bought() }),
  checkouts_copy: () => ({ checkouts: [checkoutOf(orderIdIn('west'))] }),
  async checkout_owed() {
    const checkout = checkoutOf(orderIdIn('west'));
    await checkoutCopyStore(given.store.sql).keep([checkout], false, 0, Date.now());
    return { orderId: checkout.orderId };
  },
  intents_find: () => ({ q: '' }),
  intents_view: () => ({ orderId: orderIdIn('west') }),
  async webhook() {
    const orderId = await given.bought();
    const event = await vi.waitFor(() => {
      const [kept] = given.provider.webhooksOf(orderId);
      const told = kept === undefined ? null : given.provider.provider.verify(kept.body, kept.signature);
      if (told === null || typeof told === 'string') throw new Error('the provider has told nothing of it');
      return told;
    });
    return { event, orderId, requestId: 'req_1', traceId: 'a'.repeat(32) };
  },
  async bus_deliver() {
    const { orderId } = await orderAt(given.store, 'order_confirmed');
    const told = {
      http_status: 201,
      state: 'order_confirmed',
      version: 4,
      message: 'Confirmed.',
      told_at_ms: 1,
    } as const;
    return { topic: 'orders', messages: [customerToldMessage(about(orderId), told, 'hash')] };
  },
  audit_find: () => ({ actor: null, action: null, object: null, beforeSeq: null, limit: 10 }),
  trace_spans: () => ({ traceId: 'a'.repeat(32) }),
  drill_overview: () => ({}),
  drill_start: () => ({ drill: 'browser_retry', asked: jo() }),
  async drill_stop() {
    const by = jo();
    const run = { runId: `drill:${by.operationId}`, drill: 'browser_retry', startedBy: by.staff.email } as const;
    await given.store.owner(
      `update operations.drill_runs set state = 'interrupted', ended_at = now() where state = 'running'`,
    );
    await drillRunStore(given.store.sql).begin(run, staffEntry('drills:start', run.drill, by));
    return { runId: run.runId, asked: jo() };
  },
  now_counted: () => ({}),
  news_marks: () => ({}),
  console_find: () => ({
    q: '',
    state: null,
    region: null,
    createdFromMs: null,
    createdToMs: null,
    cursor: null,
    limit: 10,
  }),
  console_order: async () => ({ orderId: await given.bought() }),
  console_pack: async () => ({ orderId: await given.bought(), by: 'staff:ana@evident.test' }),
  console_look_up: async () => ({ orderId: await ranOut(), asked: asked() }),
  console_note: async () => ({ orderId: await given.bought(), text: REASON, asked: asked() }),
  async console_resend_mail() {
    const { orderId } = await orderAt(given.store, 'order_confirmed');
    const mail = { orderId, messageId: id('msg'), recipient: 'ada@example.test', subject: 's', body: 'b' };
    await given.store.mails.consume(mail, Date.now());
    await given.store.owner(`update messaging.mails set state = 'failed' where message_id = $1`, [mail.messageId]);
    return { orderId, messageId: mail.messageId, asked: asked() };
  },
  cases_queue: () => ({ filter: FILTER, who: 'ana@evident.test', after: null, limit: 10 }),
  cases_matching: () => ({ filter: FILTER, who: 'ana@evident.test' }),
  cases_counted: () => ({ who: 'ana@evident.test' }),
  cases_proposals: () => ({ limit: 10 }),
  cases_get: () => givenCase(given.store),
  cases_ambiguity: () => ({ fromMs: Date.now() - 86_400_000, toMs: Date.now(), bucket: 'hour' }),
  cases_last_sweep: () => ({}),
  cases_claim: async () => ({ ref: await givenCase(given.store), asked: asked() }),
  cases_keep: async () => ({ ref: await claimed(), asked: asked() }),
  cases_release: async () => ({ ref: await claimed(), asked: asked() }),
  cases_hand_over: async () => ({ ref: await claimed(), to: 'tom@evident.test', note: REASON, asked: asked() }),
  cases_note: async () => ({ ref: await claimed(), text: REASON, asked: asked() }),
  cases_glimpse: () => ({ preset: 'all_due_first', after: null, asked: asked() }),
  async cases_next() {
    await givenCase(given.store);
    return { preset: 'all_due_first', after: null, asked: asked() };
  },
  bulk_start: async () => ({ start: await jobOf(), asked: asked() }),
  bulk_get: () => ({ jobId: 'job' }),
  bulk_newest: () => ({ limit: 5 }),
  bulk_items: () => ({ jobId: 'job', afterN: 0, limit: 5 }),
  async bulk_stop() {
    const start = await jobOf();
    await ask('bulk_start', { start, asked: { ...asked(), operationId: start.jobId } });
    return { jobId: start.jobId, asked: asked() };
  },
  repair_view: async () => ({ question: { orderId: await given.bought(), caseId: null }, timeZone: 'UTC' }),
  repair_look_up: async () => ({ question: { orderId: await ranOut(), caseId: null }, asked: asked() }),
  async repair_propose() {
    const orderId = await given.bought();
    await given.look(orderId);
    return { proposal: await given.proposalOf(orderId, 'refund', { amountMinor: 900 }), asked: asked() };
  },
  async repair_approve() {
    const { basisHash, orderId, repairId } = await proposed();
    return { approval: { orderId, repairId, basisHash }, asked: tom() };
  },
  async repair_decline() {
    const { orderId, repairId } = await proposed();
    return { ending: { orderId, repairId, reason: REASON }, asked: tom() };
  },
  async repair_withdraw() {
    const { orderId, repairId } = await proposed();
    return { ending: { orderId, repairId, reason: REASON }, asked: asked() };
  },
  verdict_view: async () => ({ key: await givenCase(given.store) }),
  verdict_look_up: async () => ({ key: await strange(), asked: asked() }),
  verdict_propose: async () => ({ proposal: await verdictProposal(), asked: asked() }),
  verdict_approve: async () => ({ approval: await verdictProposed(), asked: tom() }),
  async verdict_decline() {
    const { caseId, number, orderId } = await verdictProposed();
    return { ending: { orderId, caseId, number, reason: REASON }, asked: tom() };
  },
  async verdict_withdraw() {
    const { caseId, number, orderId } = await verdictProposed();
    return { ending: { orderId, caseId, number, reason: REASON }, asked: asked() };
  },
  messages_overview: () => ({}),
  messages_readers: () => ({}),
  messages_letters: () => ({ filter: { consumer: null, schema: null, code: null }, limit: 10 }),
  messages_letter: async () => ({ letter: await parked() }),
  async messages_redrive() {
    return { choice: { kind: 'letters', letters: [await parked()] }, reason: REASON, asked: jo() };
  },
  messages_replay_plan: () => ({ consumer: 'sales', selection: { kind: 'order', orderId: orderIdIn('east') } }),
  async messages_replay() {
    const { orderId } = await parked('mail');
    return { consumer: 'sales', selection: { kind: 'order', orderId }, reason: REASON, asked: jo() };
  },
  messages_mails: () => ({ limit: 10 }),
  statement_begin: () => ({ statement: statement() }),
  statement_take: async () => ({ statementId: await begun(), lines: [lineOf(orderIdIn('east'))] }),
  statement_end: async () => ({ statementId: await begun() }),
  statement_newest: () => ({ after: null, limit: 5 }),
  statement_get: async () => ({ statementId: await begun() }),
  statement_lines: async () => ({ statementId: await begun(), verdicts: [], after: null, limit: 5 }),
  pressure_history: () => ({ window: '15m' }),
  controls_exchange: () => ({
    report: {
      records: [
        {
          name: 'admission_ramp_percent',
          value: { percent: 90 },
          version: 40,
          reason: REASON,
          changedBy: 'staff:jo@evident.test',
          changedAtMs: Date.now(),
          origin: 'west',
        },
      ],
      readings: [],
      mode: { state: 'normal', version: 0 } as never,
    },
  }),
  controls_rates: () => ({}),
  mode_view: () => ({}),
  async mode_enter() {
    await normal();
    return { episodeId: id('episode'), reason: REASON, asked: jo() };
  },
  async mode_take() {
    await degraded();
    return { reason: REASON, asked: jo() };
  },
  async mode_leave() {
    await evident();
    return { reason: REASON, asked: jo() };
  },
  async mode_ramp() {
    const glassId = await glass();
    await ask('mode_agree_glass', { glassId, reason: REASON, asked: tom() });
    return { act: 'pause', reason: REASON, asked: jo() };
  },
  async mode_ask_glass() {
    await degraded();
    return { glassId: id('glass'), reason: REASON, asked: jo() };
  },
  mode_agree_glass: async () => ({ glassId: await glass(), reason: REASON, asked: tom() }),
  async mode_waive() {
    const letter = await parked();
    await degraded();
    return { letter, reason: REASON, asked: jo() };
  },
  mode_episodes: () => ({}),
  mode_episode: () => ({ episodeId: 'episode' }),
  mode_sample: () => ({ sampleId: 'sample' }),
  ownership_claims: () => ({}),
  hand_over_prepare: () => ({ order: received() }),
  hand_over_missing: async () => ({
    handOverId: (await receiving()).handOverId,
    digests: [{ orderId: 'a', digest: 'b' }],
  }),
  async hand_over_keep() {
    const { handOverId, shard } = await receiving();
    const [orderId, name] = [orderIdOn(shard), 'messaging.inbox'];
    const record = JSON.stringify({ order_id: orderId });
    const orders = [{ orderId, digest: md5(md5(name + record)), tables: [name], records: [record] }];
    return { handOverId, orders };
  },
  async hand_over_accept() {
    const { handOverId } = await receiving();
    return { handOverId, closedEpoch: 2, orders: 0, digest: md5('') };
  },
  hand_over_drop: async () => ({ order: await receiving() }),
  ownership_view: () => ({}),
  ownership_start: () => ({ shard: ourShards.pop() ?? -1, reason: REASON, asked: jo() }),
  async ownership_take_back() {
    const by = jo();
    await ask('ownership_start', { shard: ourShards.pop() ?? -1, reason: REASON, asked: by });
    return { handOverId: `ho_${by.operationId}`, reason: REASON, asked: jo() };
  },
  ownership_review: () => ({ fromMs: Date.now() - 60_000, toMs: Date.now() }),
};

/** What a person does to one order or to its case. */
const CLICKS = [
  'console_look_up',
  'console_note',
  'console_resend_mail',
  'cases_claim',
  'cases_release',
  'cases_hand_over',
  'cases_note',
  'cases_next',
  'repair_look_up',
  'repair_propose',
  'repair_approve',
  'repair_decline',
  'repair_withdraw',
  'verdict_look_up',
  'verdict_propose',
  'verdict_approve',
  'verdict_decline',
  'verdict_withdraw',
  'messages_redrive',
  'messages_replay',
] as const satisfies readonly LinkMethod[];

describe('a click on an order or its case', () => {
  it('is the same click after a hand-over, at an owner whose audit does not have it', {
    timeout: 120_000,
  }, async () => {
    const { owner } = given.store;
    const away = await givenStore();
    onTestFinished(() => away.drop());
    const clicks: { readonly method: LinkMethod; readonly body: unknown; readonly said: unknown }[] = [];
    for (const method of CLICKS) {
      const body = await SCENARIOS[method]();
      await atRest(Date.now() + MINUTE);
      clicks.push({ method, body, said: await ask(method, body) });
      await atRest(Date.now() + 2 * MINUTE);
    }
    // what was asked of the other region too, because the first answer was lost, did something there under the same click
    const made = await owner('select operation_id from operations.clicks');
    expect(made).not.toEqual([]);
    for (const { operation_id } of made)
      await away.owner(`insert into operations.clicks (order_id, operation_id, actor, action, object, detail)
        values ('order-of-the-west', '${String(operation_id)}', 'staff:jo', 'case:claim', 'order-of-the-west', '{}')`);
    const open = await owner(`select shard from orders.shards where region = 'east' and standing = 'open'`);
    for (const { shard } of open) {
      await carriedShard(shard, { from: given.store, to: away, way: { from: 'east', to: 'west' } });
      await carriedShard(shard, { from: away, to: given.store, way: { from: 'west', to: 'east' } });
    }
    // the owner's audit has none of it: it stayed where the clicks came in
    await owner('alter table operations.audit disable trigger user');
    await owner('delete from operations.audit');
    await owner('alter table operations.audit enable trigger user');
    await parts.directory.refresh();
    await given.shop.untilAdmitting();
    await atRest(Date.now() + 2 * MINUTE);
    for (const { body, method, said } of clicks) {
      const before = await everything();
      const again = await ask(method, body);
      const changed = changedFrom(before, await everything());
      expect([method, changed.filter((table) => !ANEW[method]?.includes(table))]).toEqual([method, []]);
      // it may have come further meanwhile, and is never told as not done
      if (kindOf(said) !== 'not_done') expect([method, kindOf(again)]).not.toEqual([method, 'not_done']);
    }
  });
});

/** Its evidence is not complete here: refused twice. With it, it is an act of the mode's desk like the others. */
const REFUSED: readonly LinkMethod[] = ['mode_leave'];
const ALL = Object.keys(LINK_METHODS) as LinkMethod[];

describe('a method of the region link', () => {
  it.each(ALL.filter((method) => LINK_METHODS[method] === 'reads'))(
    '%s only reads: it changes nothing',
    { timeout: 30_000 },
    async (method) => {
      const body = await SCENARIOS[method]();
      await atRest(Date.now() + MINUTE);
      const before = await everything();
      await ask(method, body);
      expect(changedFrom(before, await everything())).toEqual([]);
    },
  );

  it.each(ALL.filter((method) => LINK_METHODS[method] === 'writes'))(
    '%s has one effect, though it is called again with the same content',
    { timeout: 30_000 },
    async (method) => {
      const body = await SCENARIOS[method]();
      await atRest(Date.now() + MINUTE);
      const before = await everything();
      await ask(method, body);
      await decided(method, body);
      await atRest(Date.now() + 2 * MINUTE);
      const once = await everything();
      if (!REFUSED.includes(method)) expect(changedFrom(before, once)).not.toEqual([]);
      await ask(method, body);
      // nobody works meanwhile: whatever the second call would set in motion is a row at once
      const again = changedFrom(once, await everything());
      expect(again.filter((table) => !ANEW[method]?.includes(table))).toEqual([]);
    },
  );
});

const kindOf = (said: unknown) => (said as { readonly kind: string }).kind;
