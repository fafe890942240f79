import { describe, expect, it } from 'vitest';
import { MOST_MESSAGE_BYTES } from '../contracts/archived-message';
import type { BusMessage } from '../domain/bus-message';
import type { Subscription } from '../ports/bus';
import type { RefusedAtDoor } from '../stores/refused-messages';
import { guardedSubscription } from './guarded-subscription';
import { MessageDoor } from './message-door';

const message = (messageId: string, payload: unknown): BusMessage => ({
  messageId,
  orderId: 'order-42',
  schema: 'customer_told',
  schemaVersion: 1,
  paymentOperation: null,
  requestId: null,
  traceId: null,
  region: 'west',
  recordedAtMs: 1,
  payload,
});

describe('a guarded subscription', () => {
  it('hands on what is a message, refuses the rest with a record, and answers for each', async () => {
    const seen: string[] = [];
    const notes: RefusedAtDoor[] = [];
    const inner: Subscription = {
      topic: 'orders',
      durableName: 'x',
      concurrency: 1,
      handle: async (messages) => {
        seen.push(...messages.map(({ messageId }) => messageId));
        return new Map(messages.map(({ messageId }) => [messageId, { kind: 'acted_on' as const }]));
      },
    };
    const door = new MessageDoor({
      clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
      door: 'bus',
      refused: { note: async (refused) => void notes.push(refused), since: async () => [] },
    });
    const handled = await guardedSubscription(inner, door).handle([
      message('good', { state: 'payment_pending' }),
      message('long', { text: 'x'.repeat(MOST_MESSAGE_BYTES) }),
      message('odd', 'not an object'),
    ]);
    expect(seen).toEqual(['good']);
    expect([...handled].map(([id, { kind }]) => [id, kind])).toEqual([
      ['good', 'acted_on'],
      ['long', 'refused'],
      ['odd', 'refused'],
    ]);
    expect(notes.map(({ reason }) => reason)).toEqual(['oversized', 'malformed']);
  });
});
