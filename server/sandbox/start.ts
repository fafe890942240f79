/**
 * Starts one provider sandbox: reads its journal back, resumes the webhooks that were not acknowledged, listens.
 */
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Books } from './books';
import { createSandboxServer } from './http-server';
import { IdempotencyKeys } from './idempotency-keys';
import { Journal } from './journal';
import { RequestCounts } from './request-counts';
import { SandboxClock } from './sandbox-clock';
import type { SandboxParts } from './sandbox-parts';
import { seededRandom } from './seeded-random';
import type { EventRecord } from './stripe-objects';
import { Webhooks } from './webhooks';

export const LEDGER_FILE = 'provider-ledger.ndjson';

export type SandboxOptions = {
  /** 0 takes any free port. */
  port: number;
  host: string;
  data_dir: string;
  webhook_urls: readonly string[];
  webhook_secret: string;
  secret_key: string;
  /** Seeds the faults' luck; without it every run differs. */
  seed: number;
};

export type RunningSandbox = { port: number; close: () => Promise<void> };

export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { parts, unsent } = open(options);
  const server = createSandboxServer(parts, options.secret_key);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  parts.webhooks.resume(unsent.values(), parts.clock.nowMs());
  return {
    // A TCP server's address is an AddressInfo; only a pipe's is a string.
    port: (server.address() as AddressInfo).port,
    close: async () => {
      parts.webhooks.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await parts.journal.close();
    },
  };
}

function open(options: SandboxOptions): { parts: SandboxParts; unsent: Map<string, EventRecord> } {
  mkdirSync(options.data_dir, { recursive: true });
  const [books, keys, clock] = [new Books(), new IdempotencyKeys(), new SandboxClock()];
  const unsent = new Map<string, EventRecord>();
  const journal = Journal.open(join(options.data_dir, LEDGER_FILE), (entry) => {
    if ('change' in entry) {
      for (const event of books.apply(entry.change)) unsent.set(event.id, event);
      keys.store(entry.change);
    } else if ('sent' in entry) unsent.delete(entry.sent);
    else clock.offsetSeconds = entry.clock_offset_seconds;
  });
  const faults: SandboxParts['faults'] = { current: {} };
  const webhooks = new Webhooks({
    urls: options.webhook_urls,
    secret: options.webhook_secret,
    // A stream of its own: how webhooks fall does not change which calls fail under the same seed.
    random: seededRandom(options.seed + 1),
    faults: () => faults.current.webhook,
    onSent: (sent) => journal.note({ sent }),
  });
  const { seed } = options;
  const counts = new RequestCounts();
  return { parts: { books, keys, clock, journal, webhooks, faults, counts, seed, random: seededRandom(seed) }, unsent };
}
