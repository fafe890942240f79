import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewEvidence } from '@/server/domain/evidence';
import { verifyChain } from '@/server/domain/evidence-chain';
import { type GivenStore, givenStore, placed, T0 } from './testing/given-store';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore(24);
});
afterAll(() => store.drop());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const note = (orderId: string, text: string, change: Partial<NewEvidence> = {}): NewEvidence => ({
  orderId,
  lane: 'operator',
  kind: 'note_added',
  observedAtMs: T0 + 0.0,
  region: 'east',
  actor: 'staff:mara',
  detail: { text },
  ...change,
});

describe('the evidence chain that the database writes', () => {
  it('verifies by the domain’s own rule, whatever the fields hold', async () => {
    const { orderId } = await placed(store);
    const full = {
      requestId: 'r',
      traceId: 't',
      paymentOperation: `pay:${orderId}`,
      messageId: 'm',
      providerReference: 'pi',
    };
    await store.evidence.append([
      note(orderId, 'plain'),
      note(orderId, '“é” 雪 \\ " \n \t { } null'),
      note(orderId, '', { ...full, ownerEpoch: 7, orderVersion: 3, attempt: 2, replayed: true, observedAtMs: T0 + 1 }),
      note(orderId, 'numbers', { detail: { a: 1.5, b: -0, c: 1e21, d: null, e: true, z: 9_007_199_254_740_991 } }),
    ]);
    const rows = await store.evidence.list(orderId);
    expect(rows.length).toBe(8);
    expect(verifyChain(rows, sha256)).toMatchObject({ ok: true, rows: 8 });
  });

  it('has one end and no gap with forty writers of one order at once', async () => {
    const { orderId } = await placed(store);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => store.evidence.append([note(orderId, `${n}a`), note(orderId, `${n}b`)])),
    );
    const rows = await store.evidence.list(orderId);
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 84 }, (_, n) => n + 1));
    expect(verifyChain(rows, sha256)).toMatchObject({ ok: true });
  });

  it('keeps each writer’s own order', async () => {
    const { orderId } = await placed(store);
    await store.evidence.append(Array.from({ length: 12 }, (_, n) => note(orderId, String(n))));
    const texts = (await store.evidence.list(orderId)).slice(-12).map(({ detail }) => detail.text);
    expect(texts).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
  });

  it('is numbered and hashed by the database, not by the writer', async () => {
    const { orderId } = await placed(store);
    await store.app(
      `insert into orders.evidence (order_id, seq, lane, kind, observed_at, recorded_at, region, actor, detail, prev_hash, hash)
       values ($1, 99, 'operator', 'note_added', now(), '2001-01-01', 'east', 'mallory', '{}', '\\x00', '\\x00')`,
      [orderId],
    );
    const rows = await store.evidence.list(orderId);
    expect(rows.at(-1)).toMatchObject({ seq: rows.length, actor: 'mallory' });
    expect(rows.at(-1)?.recordedAtMs).toBeGreaterThan(T0 - 10 * 365 * 86_400_000);
    expect(verifyChain(rows, sha256)).toMatchObject({ ok: true });
  });

  it('shows each kind of tampering that gets past the database', async () => {
    const { orderId } = await placed(store);
    await store.evidence.append([note(orderId, 'one'), note(orderId, 'two')]);
    const tamper = (statement: string) =>
      store.owner(`do $$ begin
        alter table orders.evidence disable trigger evidence_append_only;
        ${statement.replaceAll('$1', `'${orderId}'`)};
        alter table orders.evidence enable trigger evidence_append_only;
      end $$`);
    await tamper(`update orders.evidence set actor = 'mallory' where order_id = $1 and seq = 3`);
    expect(verifyChain(await store.evidence.list(orderId), sha256)).toMatchObject({ ok: false, seq: 3 });
    await tamper(`delete from orders.evidence where order_id = $1 and seq = 2`);
    expect(verifyChain(await store.evidence.list(orderId), sha256)).toMatchObject({
      ok: false,
      seq: 3,
      why: 'seq_gap',
    });
  });
});
