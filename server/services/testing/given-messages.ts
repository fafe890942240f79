/** One region's messages on real records: an owner that decides, a desk, a redriver and a replayer, at an instant of the test's choice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEWEST_VERSIONS, type ReaderReport } from '@/server/contracts/agreed-versions';
import { CONSUMERS } from '@/server/contracts/messages';
import type { Clock } from '@/server/ports/clock';
import { writeOnceFolder } from '@/server/ports/write-once-folder';
import { systemRandom as random } from '@/server/ports/random';
import type { WakeUp } from '@/server/ports/wake-up';
import { auditStore } from '@/server/stores/audit';
import { fencedTryStore } from '@/server/stores/fenced-tries';
import { deadLetterStore } from '@/server/stores/dead-letters';
import { messageArchiveStore } from '@/server/stores/message-archives';
import type { OrderStore } from '@/server/stores/orders';
import { redriveStore } from '@/server/stores/redrives';
import { refusedMessageStore } from '@/server/stores/refused-messages';
import { replayStore } from '@/server/stores/replays';
import { AUTHORIZED, reportOf } from '@/server/stores/testing/decisions';
import { type GivenStore, placed, T0 } from '@/server/stores/testing/given-store';
import { DeadLetterDesk } from '../dead-letter-desk';
import { MessageArchiver } from '../message-archiver';
import { MessageDoor } from '../message-door';
import { OrderOwner } from '../order-owner';
import { Redriver } from '../redriver';
import { Replayer } from '../replayer';

const unheard: WakeUp = { hint: () => undefined, listen: () => () => undefined };

export const workerReport = (reads: Partial<Record<string, number>> = {}): ReaderReport => ({
  process: 'worker-east-1',
  build: 'b2',
  region: 'east',
  role: 'worker',
  consumers: CONSUMERS,
  reads: { ...NEWEST_VERSIONS, ...reads } as Record<string, number>,
  writes: NEWEST_VERSIONS,
});

export const askedAs = (operationId: string, email = 'mara@evident.test') => ({
  staff: { email, role: 'on-call' as const },
  operationId,
  requestId: 'req_1',
  traceId: null,
});

export function givenMessages(store: GivenStore) {
  const { deliveries, evidence, sql } = store;
  let nowMs = T0 + 5_000;
  const clock: Clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const letters = deadLetterStore(sql);
  const redrives = redriveStore(sql);
  const audit = auditStore(sql);
  const folder = mkdtempSync(join(tmpdir(), 'evident-archive-'));
  const archive = writeOnceFolder(folder);
  const archives = messageArchiveStore(sql);
  const base = { region: 'east' as const, clock, wakeUp: unheard };
  const door = new MessageDoor({ clock, door: 'archive', refused: refusedMessageStore(sql) });
  let readers: ReaderReport[] = [workerReport()];
  const held = async () => new Map((await store.shards.list()).map((row) => [row.shard, row.epoch]));
  return {
    folder,
    close: () => rmSync(folder, { recursive: true, force: true }),
    archive,
    archives,
    letters,
    redrives,
    audit,
    desk: new DeadLetterDesk({ ...base, letters, redrives, audit }),
    redriver: new Redriver({
      ...base,
      redrives,
      live: () => ({ reports: readers, unreported: 0 }),
      peerLive: async () => null,
    }),
    replayer: new Replayer({ ...base, replays: replayStore(sql), archives, archive, door, audit }),
    archiver: new MessageArchiver({ region: 'east', clock, archive, archives }),
    refused: refusedMessageStore(sql),
    setReaders: (live: ReaderReport[]) => {
      readers = live;
    },
    setNow: (atMs: number) => {
      nowMs = atMs;
    },
    /** One round of the order owner, on these order records. */
    async decide(orders: OrderStore = store.orders) {
      const owner = new OrderOwner({ ...base, random, orders, deliveries, fenced: fencedTryStore(sql) });
      return owner.decideQueued(await held());
    },
    /** An order whose authorization waits for its owner, told in this version. */
    async authorized(schemaVersion = 2, id?: string) {
      const { orderId } = await placed(store, id === undefined ? {} : { orderId: id });
      await store.operations.record(reportOf(orderId, AUTHORIZED));
      const [message] = await store.owner(
        'update messaging.outbox set schema_version = $2 where order_id = $1 returning message_id',
        [orderId, schemaVersion],
      );
      return { orderId, messageId: message.message_id as string, consumer: 'order-owner' };
    },
    state: async (orderId: string): Promise<string> =>
      (await store.app('select state from orders.orders where order_id = $1', [orderId]))[0].state,
    queued: async (orderId: string): Promise<number> =>
      (await store.app('select count(*)::int as n from messaging.deliveries where order_id = $1', [orderId]))[0].n,
    kinds: async (orderId: string): Promise<string[]> => (await evidence.list(orderId)).map(({ kind }) => kind),
  };
}
