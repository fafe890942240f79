/**
 * The provider of a test: the sandbox in this process with its own ledger (the independent witness), driven by the official SDK over
 * the wire, and a mailbox for its webhooks: kept until the test delivers them, so that it decides when and in which order they come.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripePaymentProvider } from '@/server/ports/stripe-payment-provider';
import type { Faults } from '@/server/sandbox/faults';
import type { LedgerRow } from '@/server/sandbox/records';
import { startSandbox } from '@/server/sandbox/start';

export const SECRET_KEY = 'sk_test_evident';
export const WEBHOOK_SECRET = 'whsec_evident';

export interface KeptWebhook {
  readonly body: string;
  readonly signature: string;
}

export type GivenProvider = Awaited<ReturnType<typeof givenProvider>>;

/** @param webhookUrls where webhooks go instead of into the mailbox. */
export async function givenProvider(webhookUrls?: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'evident-provider-'));
  const mailbox: KeptWebhook[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      mailbox.push({ body, signature: String(request.headers['stripe-signature']) });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    data_dir: folder,
    webhook_urls: webhookUrls ?? [`http://127.0.0.1:${(server.address() as AddressInfo).port}/`],
    webhook_secret: WEBHOOK_SECRET,
    secret_key: SECRET_KEY,
    seed: 11,
  });
  const at = `http://127.0.0.1:${sandbox.port}`;
  const requestsTo = async (endpoint: string): Promise<number> => {
    const counts = (await (await fetch(`${at}/_sandbox/requests`)).json()) as { by_endpoint: Record<string, number> };
    return counts.by_endpoint[endpoint] ?? 0;
  };
  return {
    /** As Stripe's SDK reaches it. */
    address: at,
    provider: stripePaymentProvider({ secretKey: SECRET_KEY, webhookSecrets: [WEBHOOK_SECRET], apiBase: at }),
    mailbox,
    /** The webhooks of one order so far. */
    webhooksOf: (orderId: string) => mailbox.filter(({ body }) => body.includes(`pay:${orderId}`)),
    requestsTo,
    async setFaults(faults: Faults): Promise<void> {
      await fetch(`${at}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
    },
    /** How far the provider's clock is before ours. */
    async setClock(offsetMs: number): Promise<void> {
      const body = JSON.stringify({ offset_seconds: Math.round(offsetMs / 1_000) });
      await fetch(`${at}/_sandbox/clock`, { method: 'PUT', body });
    },
    /** What really happened to the money of an order, in order. */
    async ledger(orderId: string): Promise<string[]> {
      const text = await (
        await fetch(`${at}/_sandbox/ledger?operation=${encodeURIComponent(`pay:${orderId}`)}`)
      ).text();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => (JSON.parse(line) as LedgerRow).kind);
    },
    async close(): Promise<void> {
      await sandbox.close();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
