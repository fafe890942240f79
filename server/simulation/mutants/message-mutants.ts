/** Mistakes in telling others: outside the transaction, twice, or never. */
import type { MemoryDatabase } from '../memory/memory-database';
import { takeReport, tell } from '../memory/memory-payment-operations';
import { deliveryKey } from '../memory/message-rows';
import { memorySales } from '../memory/memory-consumers';
import type { Mutant } from '../mutant';
import { HAND_OVERS } from '../themes';

export const NO_INBOX: Mutant = { name: 'no inbox', breaks: 'S10', defects: ['no_inbox'] };

/** First the memory of the message, then, in a transaction of its own, the effect. */
export const INBOX_OUTSIDE: Mutant = {
  name: 'inbox outside the transaction',
  theme: 'crashes',
  breaks: 'S10',
  sales: (_store, { carry, db }) => ({
    consume: async (orderId, messageId, ...rest) => {
      const key = deliveryKey(orderId, messageId, 'sales');
      const isFirst = await carry('sales.consume', () =>
        db.transaction(() => {
          db.deliveries.delete(key);
          if (db.inbox.has(key)) return false;
          db.inbox.put(key, true);
          return true;
        }),
      );
      if (!isFirst) return false;
      return carry('sales.consume', () =>
        db.transaction(() => {
          db.inbox.delete(key);
          return memorySales(db).consume(orderId, messageId, ...rest);
        }),
      );
    },
  }),
};

/** The outcome is committed; whoever must act on it is told afterwards. */
export const OUTBOX_OUTSIDE: Mutant = {
  name: 'outbox outside the transaction',
  breaks: 'L1',
  operations: (store, { carry, db }) => ({
    ...store,
    record: async (report) => {
      const { answer, message } = await carry('operations.record', () => db.transaction(() => takeReport(db, report)));
      if (message !== null)
        await carry('operations.record', () => db.transaction(() => tell(db, message, report.nowMs)));
      return answer;
    },
  }),
};

/** Off the queue before it is acted on. */
export const SENT_BEFORE_DONE: Mutant = {
  name: 'marked sent before it is done',
  theme: 'crashes',
  breaks: 'S10',
  deliveries: (store, { db }) => ({
    ...store,
    forConsumer: async (consumer, nowMs, limit) => {
      const queued = await store.forConsumer(consumer, nowMs, limit);
      db.transaction(() => {
        for (const { messageId, orderId } of queued) db.deliveries.delete(deliveryKey(orderId, messageId, consumer));
      });
      return queued;
    },
  }),
};

/** What cannot be read leaves the queue, and nobody hears of it. */
export const DEAD_LETTER_DROPS: Mutant = {
  name: 'dead letter drops a payment message',
  breaks: 'L1',
  deliveries: (store, { carry, db }) => ({
    ...store,
    park: ({ consumer, messageId, orderId }) =>
      carry('deliveries.park', () =>
        db.transaction(() => {
          db.deliveries.delete(deliveryKey(orderId, messageId, consumer));
        }),
      ),
  }),
};

/** One cursor for each region, kept as long as its records. */
const cursors = new WeakMap<MemoryDatabase, Map<string, number>>();

/** Goes on behind the last message that it saw; one that has to be delivered again is behind it for ever. */
export const RELAY_SKIPS: Mutant = {
  name: 'relay skips what it has passed',
  theme: 'crashes',
  breaks: 'S10',
  deliveries: (store, { db }) => {
    const passed = cursors.get(db) ?? new Map<string, number>();
    cursors.set(db, passed);
    return {
      ...store,
      forConsumer: async (consumer, nowMs, limit) => {
        const queued = await store.forConsumer(consumer, nowMs, limit);
        const positionOf = ({ messageId, orderId }: (typeof queued)[number]): number =>
          db.deliveries.get(deliveryKey(orderId, messageId, consumer))?.position ?? 0;
        const ahead = queued.filter((message) => positionOf(message) > (passed.get(consumer) ?? 0));
        for (const message of ahead) passed.set(consumer, Math.max(passed.get(consumer) ?? 0, positionOf(message)));
        return ahead;
      },
    };
  },
};

/** A consumer that wakes after an order has left with its shard finds no memory of the message, and acts on it. */
export const ACTED_ON_AFTER_IT_LEFT: Mutant = {
  name: 'message acted on where its order has left',
  breaks: 'S10',
  theme: HAND_OVERS,
  defects: ['no_memory_guard'],
};
