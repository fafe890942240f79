import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../domain/decision-record';
import { NEWEST_VERSIONS, PREVIOUS_VERSIONS } from './agreed-versions';
import { readMessage } from './envelope';
import { inVersion } from './written-version';

const authorized = { provider_reference: 'pi_1', amount_minor: 4_900, currency: 'EUR' };
const confirmed = { reference: '7QK2M', email: 'ada@example.test', total_minor: 4_900, currency: 'EUR' };
const read = (schema: string, schemaVersion: number, payload: unknown, recordedAtMs = 1_000) =>
  readMessage({ schema, schemaVersion, payload, recordedAtMs });

describe('a reader', () => {
  it('is given the newest version of an old message, in which what was not said is null', () => {
    expect(read('payment_authorized', 1, authorized)).toEqual({
      kind: 'read',
      schema: 'payment_authorized',
      payload: { ...authorized, observed_at_ms: null },
    });
  });

  it('is not given another meaning under the same name: the instant of the record, not that of the deciding clock', () => {
    expect(read('order_confirmed', 1, { ...confirmed, confirmed_at_ms: 7 }, 9_000)).toMatchObject({
      payload: { confirmed_at_ms: 9_000 },
    });
    expect(read('order_confirmed', 2, { ...confirmed, confirmed_at_ms: 7 }, 9_000)).toMatchObject({
      payload: { confirmed_at_ms: 7 },
    });
  });

  it.each([
    ['unknown_schema', 'parcel_left', 1, authorized],
    ['unknown_schema', 'constructor', 1, authorized],
    ['unknown_schema', '__proto__', 1, authorized],
    ['unknown_version', 'payment_authorized', 3, authorized],
    ['unknown_version', 'payment_authorized', 0, authorized],
    ['unknown_version', 'payment_authorized', 1.5, authorized],
    ['unknown_version', 'payment_authorized', Number.NaN, authorized],
    ['unreadable', 'payment_authorized', 1, { ...authorized, observed_at_ms: 1 }],
    ['unreadable', 'payment_authorized', 2, authorized],
    ['unreadable', 'payment_authorized', 1, null],
    ['unreadable', 'payment_authorized', 1, { ...authorized, amount_minor: '4900' }],
  ])('parks with its reason and guesses nothing: %s, %s v%s', (code, schema, version, payload) => {
    expect(read(schema, version, payload)).toMatchObject({ kind: 'parked', code });
  });
});

describe('a reader of the build before the last evolution', () => {
  it('reads what that build read, parks what came with the evolution, and guesses nothing', () => {
    const before = (schema: string, schemaVersion: number, payload: unknown) =>
      readMessage({ schema, schemaVersion, payload, recordedAtMs: 1_000 }, PREVIOUS_VERSIONS);
    expect(before('payment_authorized', 1, authorized)).toMatchObject({ kind: 'read' });
    expect(before('payment_authorized', 2, { ...authorized, observed_at_ms: 1 })).toEqual({
      kind: 'parked',
      code: 'unknown_version',
      reason: 'unknown version 2 of payment_authorized; this build reads 1',
    });
    expect(
      before('payment_declined', 1, { provider_reference: 'pi_1', decline_code: 'generic_decline' }),
    ).toMatchObject({
      kind: 'read',
    });
  });
});

const message = (schema: string, schemaVersion: number, payload: NewMessage['payload']): NewMessage => ({
  orderId: 'order-42',
  messageId: 'm',
  schema,
  schemaVersion,
  payload,
  consumers: [],
  paymentOperation: null,
  requestId: null,
  traceId: null,
});

describe('a writer', () => {
  it('leaves out what the older version does not say', () => {
    const newest = message('payment_authorized', 2, { ...authorized, observed_at_ms: 5 });
    expect(inVersion(newest, { payment_authorized: 1 }, 9_000)).toEqual(message('payment_authorized', 1, authorized));
    expect(inVersion(newest, NEWEST_VERSIONS, 9_000)).toBe(newest);
  });

  it('writes the instant of the record in the new meaning, and that of its own clock in the old', () => {
    const decided = message('order_confirmed', 1, { ...confirmed, confirmed_at_ms: 7 });
    expect(inVersion(decided, { order_confirmed: 2 }, 9_000)).toEqual(
      message('order_confirmed', 2, { ...confirmed, confirmed_at_ms: 9_000 }),
    );
    expect(inVersion(decided, { order_confirmed: 1 }, 9_000)).toBe(decided);
  });

  it('never takes one meaning for the other to write an older version', () => {
    const newer = message('order_confirmed', 2, { ...confirmed, confirmed_at_ms: 9_000 });
    expect(inVersion(newer, { order_confirmed: 1 }, 9_500)).toBe(newer);
  });
});
