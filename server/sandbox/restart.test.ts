import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  clientFor,
  controlsOf,
  freshFolder,
  givenReceiver,
  givenSandbox,
  payment,
  refusalOf,
  SECRET_KEY,
  WEBHOOK_SECRET,
} from './sandbox.fixture';
import { LEDGER_FILE } from './start';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

async function givenProcess(data_dir: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', '0'], {
    env: { ...process.env, SANDBOX_DATA_DIR: data_dir, SANDBOX_SECRET_KEY: SECRET_KEY, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(/^sandbox ready on (\d+)\n$/.exec(String(line))?.[1]);
  return { child, port, stripe: clientFor(port), ...controlsOf(port) };
}

async function killed(child: ChildProcess, signal: NodeJS.Signals) {
  const exit = once(child, 'exit');
  child.kill(signal);
  return (await exit) as [number | null, string | null];
}

test('given charges, when the process is killed, then ledger, intents, keys, stored 500s and clock are still there', async () => {
  const folder = freshFolder();
  const first = await givenProcess(folder);
  const key = { idempotencyKey: 'pay:A' };
  const held = await first.stripe.paymentIntents.create(payment('A'), key);
  const accepted = payment('B', { payment_method: 'pm_evident_500_after_accept' });
  await refusalOf(first.stripe.paymentIntents.create(accepted, { idempotencyKey: 'pay:B' }));
  await first.moveClock(3600);
  const before = await first.ledger();
  expect(before).toHaveLength(2);
  await killed(first.child, 'SIGKILL');

  const second = await givenProcess(folder);
  expect(await second.ledger()).toEqual(before);
  expect((await second.stripe.paymentIntents.create(payment('A'), key)).id).toBe(held.id);
  const stored = await refusalOf(second.stripe.paymentIntents.create(accepted, { idempotencyKey: 'pay:B' }));
  expect(stored.statusCode).toBe(500);
  const captured = await second.stripe.paymentIntents.capture(held.id);
  expect(captured.status).toBe('succeeded');
  const rows = await second.ledger('pay:A');
  expect(rows.map(({ seq, kind }) => [seq, kind])).toEqual([
    [1, 'authorized'],
    [3, 'captured'],
  ]);
  expect(Date.parse(rows[1]?.at ?? '')).toBeGreaterThan(Date.now() + 3_500_000);
  expect(await killed(second.child, 'SIGTERM')).toEqual([0, null]);
});

test('given calls under way, when the process is killed, then every answered charge is in the ledger, once', async () => {
  const folder = freshFolder();
  const first = await givenProcess(folder);
  const answered: string[] = [];
  const calls = Array.from({ length: 300 }, (_, order) =>
    first.stripe.paymentIntents
      .create(payment(String(order)))
      .then(({ metadata }) => answered.push(metadata.payment_operation ?? '')),
  );
  const settled = Promise.allSettled(calls);
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(20), { interval: 1, timeout: 15_000 });
  await killed(first.child, 'SIGKILL');
  await settled;
  const second = await givenProcess(folder);
  const operations = (await second.ledger()).map(({ operation }) => operation);
  expect(answered.filter((operation) => !operations.includes(operation))).toEqual([]);
  expect(new Set(operations).size).toBe(operations.length);
});

test('given a webhook that was not acknowledged, when restarted, then it is sent again; an acknowledged one is not', async () => {
  const folder = freshFolder();
  const down = await givenReceiver(() => 503);
  const first = await givenProcess(folder, {
    SANDBOX_WEBHOOK_URLS: down.url,
    SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
  });
  await first.stripe.paymentIntents.create(payment('A'));
  await vi.waitFor(() => expect(down.received.length).toBeGreaterThan(0), { timeout: 15_000 });
  await killed(first.child, 'SIGKILL');
  const up = await givenReceiver();
  const second = await givenProcess(folder, { SANDBOX_WEBHOOK_URLS: up.url });
  await vi.waitFor(() => expect(up.received).toHaveLength(1), { timeout: 15_000 });
  const file = join(folder, LEDGER_FILE);
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('{"sent":'), { timeout: 15_000 });
  await killed(second.child, 'SIGKILL');
  const third = await givenSandbox({ data_dir: folder, webhook_urls: [up.url] });
  const next = await third.stripe.paymentIntents.create(payment('B'));
  await vi.waitFor(() => expect(up.received).toHaveLength(2), { timeout: 15_000 });
  expect(up.received[1]?.body).toContain(next.id);
});

test('given a torn last line, when started, then it is cut off and the next charge stands on a line of its own', async () => {
  const folder = freshFolder();
  const first = await givenProcess(folder);
  await first.stripe.paymentIntents.create(payment('A'));
  await killed(first.child, 'SIGKILL');
  appendFileSync(join(folder, LEDGER_FILE), '{"change":{"at_ms":17');
  const second = await givenSandbox({ data_dir: folder });
  await second.stripe.paymentIntents.create(payment('B'));
  expect((await second.ledger()).map(({ seq, operation }) => [seq, operation])).toEqual([
    [1, 'pay:A'],
    [2, 'pay:B'],
  ]);
  const lines = readFileSync(join(folder, LEDGER_FILE), 'utf8').trimEnd().split('\n');
  expect(() => lines.map((line) => JSON.parse(line))).not.toThrow();
});

test('given a damaged line inside the ledger, when started, then it refuses and names the line', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, LEDGER_FILE), '{"clock_offset_seconds":0}\nnonsense\n{"clock_offset_seconds":0}\n');
  await expect(givenSandbox({ data_dir: folder })).rejects.toThrow('line 2 is not readable');
});
