/**
 * Wake-ups over LISTEN/NOTIFY: hints are merged for a moment and sent with one NOTIFY outside every transaction (NOTIFY in a
 * hot transaction serialises commits). A lost connection is opened again; whoever waits polls meanwhile.
 */
import type pg from 'pg';
import { databaseClient } from '../database-client';
import type { WakeTopic, WakeUp } from './wake-up';

const TOPICS: readonly WakeTopic[] = ['confirmation_queue', 'order_moved', 'money_due'];
/** Hints within this time go out together. */
const MERGE_MS = 1;
/** NOTIFY's payload is limited to 8,000 bytes; ids are about 30. */
const MOST_KEYS = 200;
const RECONNECT_MS = 500;

export interface ClosableWakeUp extends WakeUp {
  close(): Promise<void>;
}

export function postgresWakeUp(url: string): ClosableWakeUp {
  const callbacks = new Map<WakeTopic, Set<(keys: readonly string[]) => void>>(
    TOPICS.map((topic) => [topic, new Set()]),
  );
  const waiting = new Map<WakeTopic, Set<string>>();
  let timer: NodeJS.Timeout | null = null;
  const Client = databaseClient(url);
  let client: pg.Client | null = null;
  let closed = false;

  const open = async (): Promise<void> => {
    if (closed) return;
    const next = new Client({ connectionString: url, keepAlive: true });
    const again = () => {
      if (client === next) client = null;
      next.removeAllListeners('end');
      if (!closed) setTimeout(() => void open(), RECONNECT_MS).unref();
    };
    next.on('error', () => undefined);
    next.on('end', again);
    next.on('notification', (message) => {
      const topic = TOPICS.find((each) => each === message.channel);
      if (topic === undefined) return;
      const keys = (message.payload ?? '').split(',').filter((key) => key !== '');
      for (const callback of callbacks.get(topic) ?? []) callback(keys);
    });
    try {
      await next.connect();
      await next.query(TOPICS.map((topic) => `listen ${topic}`).join('; '));
      if (closed) await next.end();
      else client = next;
    } catch {
      again();
    }
  };
  void open();

  let sending = false;
  const flush = async (): Promise<void> => {
    timer = null;
    if (sending || client === null || waiting.size === 0) return;
    sending = true;
    const topics: string[] = [];
    const payloads: string[] = [];
    for (const [topic, keys] of waiting) {
      const all = [...keys];
      for (let start = 0; start < all.length; start += MOST_KEYS) {
        topics.push(topic);
        payloads.push(all.slice(start, start + MOST_KEYS).join(','));
      }
    }
    waiting.clear();
    // a failed hint is a lost hint: waiters poll
    await client
      .query({
        name: 'notify',
        text: 'select pg_notify(t, p) from unnest($1::text[], $2::text[]) as n(t, p)',
        values: [topics, payloads],
      })
      .catch(() => undefined);
    sending = false;
    if (waiting.size > 0) timer ??= setTimeout(() => void flush(), MERGE_MS);
  };

  return {
    hint(topic, key) {
      const keys = waiting.get(topic) ?? new Set();
      waiting.set(topic, keys.add(key));
      timer ??= setTimeout(() => void flush(), MERGE_MS);
    },
    listen(topic, callback) {
      callbacks.get(topic)?.add(callback);
      return () => callbacks.get(topic)?.delete(callback);
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end();
    },
  };
}
