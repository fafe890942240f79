/**
 * The partition with nothing simulated: each region in a network namespace of its own, with its own PostgreSQL, web and worker process;
 * the wire between them is pulled. It runs where the machine allows namespaces and the pages are built, and says so where it does not.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { get, type OpenedCheckout, openCheckout, placeOrder } from '@/server/http/testing/caller';
import { inheritedEnvironment } from '@/server/config';
import { PROJECT } from '@/server/platform/node-process';
import { startSandbox } from '@/server/sandbox/start';
import {
  ADDRESS,
  dropAnswersOf,
  makeNamespaces,
  NAMESPACES,
  namespacesAllowed,
  removeNamespaces,
  setWire,
} from './two-namespaces/namespaces';

const [PORT, SECRET_KEY, WEBHOOK_SECRET] = [24_240, 'sk_test_evident', 'whsec_evident'];
const built = existsSync(join(PROJECT, '.next/BUILD_ID'));
const possible = built && namespacesAllowed();
if (!possible)
  process.stderr.write(
    `SKIPPED two-namespaces: ${built ? 'this machine allows no network namespaces' : 'the pages are not built (npm start builds them)'}\n`,
  );

type Side = 'east' | 'west';
const SIDES = ['east', 'west'] as const;
const origin = (side: Side) => `http://${ADDRESS[side].region}:${PORT}`;

let folder: string;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
const children: ChildProcess[] = [];

/** A process inside a region's namespace; resolves with the first line that it prints and `isReady` accepts. */
function start(side: Side, file: string, env: Record<string, string>, isReady: (line: string) => boolean) {
  const words = ['netns', 'exec', NAMESPACES[side], process.execPath, '--import', 'tsx', file];
  const child = spawn('ip', words, {
    cwd: PROJECT,
    env: { ...inheritedEnvironment(), NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  return new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const ready = said.split('\n').find(isReady);
      if (ready !== undefined) resolve(ready);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.once('exit', (code) => reject(new Error(`${file} of ${side} ended with ${code}: ${said.slice(-2_000)}`)));
  });
}

async function startRegion(side: Side): Promise<void> {
  const database = await start(side, 'scripts/two-namespaces/database-process.ts', {}, (line) => line.startsWith('{'));
  const { url } = JSON.parse(database) as { url: string };
  const env = {
    NEXT_TELEMETRY_DISABLED: '1',
    EVIDENT_REGION: side,
    EVIDENT_EMBEDDED: 'database,provider',
    EVIDENT_DATA_DIR: join(folder, side),
    EVIDENT_DRILLS: 'off',
    PORT_WEB: String(PORT),
    PUBLIC_ORIGIN: origin(side),
    PEER_URL: `http://${ADDRESS[side === 'east' ? 'west' : 'east'].wire}:${PORT}`,
    [`DATABASE_URL_${side.toUpperCase()}`]: url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: `http://${ADDRESS[side].here}:${sandbox.port}`,
    AUTH_SECRET: 'x'.repeat(40),
    REGION_LINK_SECRET: 'y'.repeat(40),
    LOG_LEVEL: 'warn',
  };
  const isReady = (line: string) => line === 'ready';
  await Promise.all([start(side, 'server/web.ts', env, isReady), start(side, 'server/workers/main.ts', env, isReady)]);
}

const ledger = async ({ orderId }: OpenedCheckout): Promise<string[]> => {
  const asked = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/ledger?operation=pay:${orderId}`);
  const rows = (await asked.text()).split('\n').filter((line) => line !== '');
  return rows.map((line) => (JSON.parse(line) as { kind: string }).kind);
};
const charges = async (checkout: OpenedCheckout) =>
  (await ledger(checkout)).filter((kind) => kind === 'authorized').length;
const stateIn = async (side: Side, { orderId, token }: OpenedCheckout) =>
  (await get(`${origin(side)}/api/v1/orders/${orderId}`, { authorization: `Bearer ${token}` })).body.state;

describe.skipIf(!possible)('two regions in two network namespaces', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evident-namespaces-'));
    makeNamespaces();
    sandbox = await startSandbox({
      port: 0,
      host: '0.0.0.0',
      data_dir: folder,
      webhook_urls: [`${origin('east')}/api/v1/webhooks/stripe`],
      webhook_secret: WEBHOOK_SECRET,
      secret_key: SECRET_KEY,
      seed: 11,
    });
    await Promise.all(SIDES.map(startRegion));
  }, 180_000);
  afterAll(async () => {
    for (const child of children.toReversed()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    }
    await sandbox?.close();
    removeNamespaces();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('with the wire pulled, keep what the other owns and charge nothing; put back, place each once', {
    timeout: 180_000,
  }, async () => {
    const checkouts: OpenedCheckout[] = [];
    for (let n = 0; n < 20; n++) checkouts.push(await openCheckout(origin('east')));
    setWire('down');
    const beganAtMs = performance.now();
    const answers = await Promise.all(checkouts.map((checkout) => placeOrder(origin('west'), checkout)));
    const keptWithinMs = performance.now() - beganAtMs;
    for (const { body, status } of answers) {
      expect(status).toBe(202);
      expect(body).toMatchObject({ state: 'order_intent_saved', version: 0, kept: { by: 'west' } });
    }
    expect((await placeOrder(origin('east'), await openCheckout(origin('east')))).status).toBe(201);
    expect((await Promise.all(checkouts.map(charges))).reduce((sum, each) => sum + each, 0)).toBe(0);
    setWire('up');
    const healedAtMs = performance.now();
    for (const checkout of checkouts)
      await expect.poll(() => stateIn('west', checkout), { timeout: 60_000 }).toBe('order_confirmed');
    const confirmedWithinMs = performance.now() - healedAtMs;
    expect(await Promise.all(checkouts.map(charges))).toEqual(checkouts.map(() => 1));
    process.stdout.write(
      `two-namespaces: ${JSON.stringify({ kept: 20, kept_within_ms: Math.round(keptWithinMs), confirmed_within_ms_of_the_heal: Math.round(confirmedWithinMs) })}\n`,
    );
  });

  it('whose answers are dropped act once, and nobody is told that nothing was charged', {
    timeout: 120_000,
  }, async () => {
    // calls are sent again after the heal: one goes through before the answers are dropped, or the next would be kept unsent
    const before = await openCheckout(origin('east'));
    await expect.poll(async () => (await placeOrder(origin('west'), before)).status, { timeout: 20_000 }).toBe(201);
    const checkout = await openCheckout(origin('east'));
    await expect.poll(() => stateIn('west', checkout), { timeout: 20_000 }).toBeUndefined();
    dropAnswersOf('east', true);
    const answer = await placeOrder(origin('west'), checkout);
    expect(answer).toMatchObject({ status: 202, body: { money_position: 'unknown', kept: { sent: 'maybe' } } });
    expect(answer.body.customer_message).not.toMatch(/not charged/);
    dropAnswersOf('east', false);
    await expect.poll(() => stateIn('west', checkout), { timeout: 60_000 }).toBe('order_confirmed');
    expect(await charges(checkout)).toBe(1);
  });
});
