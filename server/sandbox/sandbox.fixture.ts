/**
 * What the tests share: a sandbox on a free port with its own folder, driven by the official SDK, and a receiver
 * that keeps the webhooks it gets.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import type { Faults } from './faults';
import type { LedgerRow } from './records';
import { type SandboxOptions, startSandbox } from './start';

export const SECRET_KEY = 'sk_test_sandbox_tests';
export const WEBHOOK_SECRET = 'whsec_sandbox_tests';

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evident-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const clientFor = (port: number, timeout = 5_000, apiKey = SECRET_KEY): Stripe =>
  new Stripe(apiKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, timeout, telemetry: false });

export async function givenSandbox(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    data_dir: options.data_dir ?? freshFolder(),
    webhook_urls: [],
    webhook_secret: WEBHOOK_SECRET,
    secret_key: SECRET_KEY,
    seed: 7,
    ...options,
  });
  onTestFinished(() => sandbox.close());
  return { port: sandbox.port, stripe: clientFor(sandbox.port), ...controlsOf(sandbox.port) };
}

export function controlsOf(port: number) {
  const at = `http://127.0.0.1:${port}/_sandbox`;
  const put = (path: string, body: unknown) => fetch(`${at}/${path}`, { method: 'PUT', body: JSON.stringify(body) });
  return {
    putFaults: (faults: Faults) => put('faults', faults),
    putRaw: put,
    moveClock: (offset_seconds: number) => put('clock', { offset_seconds }),
    counts: async () => (await fetch(`${at}/requests`)).json(),
    ledger: async (operation?: string): Promise<LedgerRow[]> => {
      const query = operation === undefined ? '' : `?operation=${encodeURIComponent(operation)}`;
      const text = await (await fetch(`${at}/ledger${query}`)).text();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LedgerRow);
    },
  };
}

export type ReceivedWebhook = { body: string; signature: string };

/** Answers with `statusOf(n)` to its nth webhook, 200 unless told. */
export async function givenReceiver(statusOf: (nth: number) => number = () => 200) {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) });
      response.writeHead(statusOf(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks` };
}

/** One order's payment as the store makes it. */
export const payment = (order: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) => ({
  amount: 4900,
  currency: 'eur',
  capture_method: 'manual' as const,
  confirm: true,
  payment_method: 'pm_card_visa',
  payment_method_types: ['card'],
  metadata: { payment_operation: `pay:${order}` },
  ...more,
});

/** The error of a call that must not succeed. */
export async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error(`Expected a refusal of Stripe's, got ${String(error)}`);
}
