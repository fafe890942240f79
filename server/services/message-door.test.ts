import { describe, expect, it } from 'vitest';
import { archiveLine, MOST_MESSAGE_BYTES } from '../contracts/archived-message';
import type { Envelope } from '../contracts/envelope';
import type { RefusedAtDoor } from '../stores/refused-messages';
import { MessageDoor } from './message-door';

const message: Envelope = {
  messageId: 'm',
  orderId: 'order-42',
  schema: 'payment_authorized',
  schemaVersion: 99,
  paymentOperation: null,
  requestId: null,
  traceId: null,
  region: 'west',
  recordedAtMs: 1,
  payload: { anything: true },
};

function given() {
  const notes: RefusedAtDoor[] = [];
  const door = new MessageDoor({
    clock: { nowMs: () => 0, sleep: () => Promise.resolve() },
    door: 'bus',
    refused: { note: async (refused) => void notes.push(refused), since: async () => [] },
  });
  return { door, notes };
}

describe('the door', () => {
  it('lets in what is a message, also of a version that nobody reads: that is parked with its reason', async () => {
    const { door, notes } = given();
    expect(await door.admit(archiveLine(message))).toEqual(message);
    expect(notes).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{"a":1}'],
    ['a field too many', archiveLine(message).replace('{', '{"admin":true,')],
    ['a payload that is no object', archiveLine({ ...message, payload: 'x' })],
    ['an empty line', ''],
  ])('refuses %s, with a record', async (_what, text) => {
    const { door, notes } = given();
    expect(await door.admit(text)).toBeNull();
    expect(notes).toMatchObject([{ door: 'bus', reason: 'malformed', bytes: Buffer.byteLength(text) }]);
  });

  it('refuses what is too long before it reads any of it, and keeps nothing of what was in it', async () => {
    const { door, notes } = given();
    const text = `{"card":"4242424242424242${'x'.repeat(MOST_MESSAGE_BYTES)}`;
    expect(await door.admit(text)).toBeNull();
    expect(notes).toMatchObject([{ reason: 'oversized' }]);
    expect(JSON.stringify(notes)).not.toContain('4242');
  });

  it('weighs a message that came as an object by what it would be as a line', async () => {
    const { door, notes } = given();
    expect(await door.refusalOf(message)).toBeNull();
    expect(await door.refusalOf({ ...message, payload: { long: 'x'.repeat(MOST_MESSAGE_BYTES) } })).toBe('oversized');
    expect(notes).toHaveLength(1);
  });
});
