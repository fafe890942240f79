import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NewEvidence } from '@/server/domain/evidence';
import { canonicalText, verifyChain } from '@/server/domain/evidence-chain';
import { readCheckpoint } from '@/server/domain/evidence-checkpoint';
import { checkpointKey, checkpointSeal, PUBLIC_KEY_FILE } from '@/server/ports/checkpoint-seal';
import { writeOnceFolder } from '@/server/ports/write-once-folder';
import {
  type EvidenceCheckpointStore,
  evidenceCheckpointStore,
  unsignedEvidenceSeconds,
} from '@/server/stores/evidence-checkpoints';
import { type GivenStore, givenStore, placed, refusalOf, T0 } from '@/server/stores/testing/given-store';
import { CheckpointVerifier } from './checkpoint-verifier';
import { EvidenceCheckpointer } from './evidence-checkpointer';
import { sha256 } from './sha256';

let store: GivenStore;
let checkpoints: EvidenceCheckpointStore;
let folder: string;

beforeAll(async () => {
  store = await givenStore();
  checkpoints = evidenceCheckpointStore(store.sql, 'east');
});
afterAll(() => store.drop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evident-checkpoints-'));
  await withoutGuards('operations.evidence_checkpoints', 'delete from operations.evidence_checkpoints');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => join(folder, 'checkpoints');
const signer = (change: Partial<EvidenceCheckpointStore> = {}, rowsAtOnce?: number, dataDir = folder) =>
  new EvidenceCheckpointer({
    region: 'east',
    checkpoints: { ...checkpoints, ...change },
    files: writeOnceFolder(files()),
    seal: checkpointSeal(dataDir, files()),
    ...(rowsAtOnce === undefined ? {} : { rowsAtOnce }),
  });
const verify = () =>
  new CheckpointVerifier({
    regions: [{ region: 'east', checkpoints }],
    files: writeOnceFolder(files()),
    key: checkpointKey(readFileSync(join(files(), PUBLIC_KEY_FILE), 'utf8')),
  }).verify();
const names = () => readdirSync(files()).filter((name) => name.endsWith('.jsonl'));
const signedRows = () =>
  names().flatMap(
    (name) => readCheckpoint(readFileSync(join(files(), name), 'utf8').trim().split('\n').slice(0, -1))?.rows ?? [],
  );
const rowsThere = async () => (await store.app('select count(*)::int as count from orders.evidence'))[0].count;

const note = (orderId: string, text: string): NewEvidence => ({
  orderId,
  lane: 'operator',
  kind: 'note_added',
  observedAtMs: T0,
  region: 'east',
  actor: 'staff:mara',
  detail: { text },
});
async function noted(...texts: string[]): Promise<string> {
  const { orderId } = await placed(store);
  await store.evidence.append(texts.map((text) => note(orderId, text)));
  return orderId;
}

/** Who owns the tables and turns the triggers off. */
async function withoutGuards(table: string, ...statements: [text: string, values?: readonly unknown[]][] | string[]) {
  await store.owner(`alter table ${table} disable trigger user`);
  for (const each of statements) await (typeof each === 'string' ? store.owner(each) : store.owner(...each));
  await store.owner(`alter table ${table} enable trigger user`);
}

/** Another text in row `seq`, and every hash from there on computed anew: the chain is sound again. */
async function rewritten(orderId: string, seq: number): Promise<void> {
  let prevHash = '';
  const statements: [string, unknown[]][] = [];
  for (const row of await store.evidence.list(orderId)) {
    if (row.seq < seq) prevHash = row.hash;
    if (row.seq < seq) continue;
    const detailJson = row.seq === seq ? '{"text": "another story"}' : row.detailJson;
    const hash = sha256(canonicalText({ ...row, detailJson, prevHash }));
    statements.push([
      `update orders.evidence set detail = $3::json, prev_hash = decode($4, 'hex'), hash = decode($5, 'hex') where order_id = $1 and seq = $2`,
      [orderId, row.seq, detailJson, prevHash, hash],
    ]);
    prevHash = hash;
  }
  await withoutGuards('orders.evidence', ...statements);
  expect(verifyChain(await store.evidence.list(orderId), sha256)).toMatchObject({ ok: true });
}

describe('what was signed outside of the database', () => {
  it('is every row once, and agrees', async () => {
    await noted('first');
    const { signed } = await signer().checkpoint();
    expect(signed).toBe(await rowsThere());
    const again = signer();
    await again.checkpoint();
    const orderId = await noted('second', 'third');
    await again.checkpoint();
    expect((await again.checkpoint()).signed).toBe(0);
    expect(signedRows().filter((row) => row.chain === orderId)).toHaveLength(
      (await store.evidence.list(orderId)).length,
    );
    expect(await verify()).toMatchObject({ faults: [], unsigned: [] });
  });

  it('leaves an age while something waits for it, and none when all is signed', async () => {
    await noted('a');
    expect(await unsignedEvidenceSeconds(store.sql, 'east')).toBeGreaterThan(0);
    await signer().checkpoint();
    expect(await unsignedEvidenceSeconds(store.sql, 'east')).toBe(0);
  });

  it('finds a chain that was computed anew as a whole, and names its first row', async () => {
    const orderId = await noted('a', 'b', 'c');
    await signer().checkpoint();
    const seq = (await store.evidence.list(orderId)).length - 1;
    await rewritten(orderId, seq);
    expect((await verify())?.unsigned).toMatchObject([{ chain: orderId, seq, why: 'differs' }]);
  });

  it('finds a tail that was cut off, as by a database that was set back', async () => {
    const orderId = await noted('a', 'b', 'c');
    await signer().checkpoint();
    const length = (await store.evidence.list(orderId)).length;
    await withoutGuards('orders.evidence', [
      'delete from orders.evidence where order_id = $1 and seq >= $2',
      [orderId, length - 1],
    ]);
    expect((await verify())?.unsigned).toMatchObject([{ chain: orderId, seq: length - 1, why: 'gone' }]);
  });

  it('finds an order that is gone altogether', async () => {
    const orderId = await noted('a');
    await signer().checkpoint();
    await withoutGuards('orders.evidence', ['delete from orders.evidence where order_id = $1', [orderId]]);
    expect((await verify())?.unsigned).toMatchObject([{ chain: orderId, seq: 1, why: 'gone' }]);
  });

  it('finds an entry of the audit that was rewritten, and a tail of it that was cut off', async () => {
    const entry = (operationId: string) => ({
      actor: 'staff:mara',
      role: 'operator',
      action: 'note:add',
      object: 'order-42',
      operationId,
      requestId: null,
      reason: 'A test of the audit.',
      detail: {},
    });
    for (const click of ['click-a', 'click-b', 'click-c']) await store.audit.append(entry(click));
    await signer().checkpoint();
    await withoutGuards('operations.audit', `update operations.audit set hash = sha256('another story') where seq = 2`);
    expect((await verify())?.unsigned).toMatchObject([{ chain: 'audit:east', seq: 2, why: 'differs' }]);
    await withoutGuards('operations.audit', 'delete from operations.audit where seq > 1');
    expect((await verify())?.unsigned).toMatchObject([{ chain: 'audit:east', seq: 2, why: 'gone' }]);
    await withoutGuards('operations.audit', 'delete from operations.audit');
  });

  it('finds a file that was changed, and one that was taken away', async () => {
    await noted('a');
    const one = signer();
    await one.checkpoint();
    await noted('b');
    await one.checkpoint();
    const [first = '', second = ''] = names();
    const path = join(files(), first);
    const text = readFileSync(path, 'utf8');
    const [hash = ''] = /[0-9a-f]{64}/.exec(text.split('\n')[1] ?? '') ?? [];
    writeFileSync(
      path,
      text.replace(
        hash,
        hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
      ),
    );
    rmSync(join(files(), second));
    expect((await verify())?.faults).toEqual([
      { file: first, why: 'not_signed' },
      { file: second, why: 'missing' },
    ]);
  });

  it('is not what somebody else signs', async () => {
    await noted('a');
    await signer().checkpoint();
    const stranger = mkdtempSync(join(tmpdir(), 'evident-stranger-'));
    await noted('b');
    await signer({}, undefined, stranger).checkpoint();
    rmSync(stranger, { recursive: true });
    expect((await verify())?.faults).toMatchObject([{ why: 'not_signed' }]);
  });

  it('says nothing where nothing was signed', async () => {
    const verifier = new CheckpointVerifier({
      regions: [{ region: 'east', checkpoints }],
      files: writeOnceFolder(files()),
      key: { fingerprint: '', isSigned: () => true },
    });
    expect(await verifier.verify()).toBeNull();
  });
});

describe('no row is left out', () => {
  it('that is committed late, by a transaction that began before the look', async () => {
    const orderId = await noted('before');
    const late = await store.appPool.connect();
    await late.query('begin');
    const insert = `insert into orders.evidence (order_id, lane, kind, observed_at, region, actor, detail) values ($1, 'operator', 'note_added', now(), 'east', 'staff:mara', '{"text": "late"}')`;
    await late.query(insert, [orderId]);
    const one = signer();
    await one.checkpoint();
    await noted('meanwhile');
    await one.checkpoint();
    await late.query('commit');
    late.release();
    const { length } = await store.evidence.list(orderId);
    expect(signedRows().some((row) => row.chain === orderId && row.seq === length)).toBe(false);
    await one.checkpoint();
    expect(signedRows().some((row) => row.chain === orderId && row.seq === length)).toBe(true);
  });

  it('when its signer dies between the file and the word of it', async () => {
    const orderId = await noted('a');
    const record = () => Promise.reject(new Error('died'));
    await expect(signer({ record }).checkpoint()).rejects.toThrow('died');
    await noted('b');
    await signer().checkpoint();
    expect(names()).toHaveLength(2);
    expect(signedRows().filter((row) => row.chain === orderId && row.seq === 1)).toHaveLength(2);
    expect(await verify()).toMatchObject({ faults: [], unsigned: [] });
  });

  it('of two signers at once', async () => {
    await noted('a');
    let go = () => {};
    const bothLooked = new Promise<void>((resolve) => {
      go = resolve;
    });
    let looks = 0;
    const look: EvidenceCheckpointStore['look'] = async (limit) => {
      const seen = await checkpoints.look(limit);
      if (++looks === 2) go();
      await bothLooked;
      return seen;
    };
    await Promise.all([signer({ look }).checkpoint(), signer({ look }).checkpoint()]);
    expect(await checkpoints.list(0, 10)).toHaveLength(1);
    expect(await verify()).toMatchObject({ faults: [], unsigned: [] });
  });

  it('where there are more than a file holds, also more than one look reads again', async () => {
    for (const text of ['a', 'b', 'c']) await noted(text, text, text);
    const one = signer({}, 5);
    for (let rounds = 0; rounds < 500 && (await one.checkpoint()).isMore; rounds++);
    expect(new Set(signedRows().map(({ chain, seq }) => `${chain}|${seq}`)).size).toBe(await rowsThere());
    expect(await verify()).toMatchObject({ faults: [], unsigned: [] });
  });
});

it('the word of a file is changed by nobody', async () => {
  await noted('a');
  await signer().checkpoint();
  for (const statement of [
    `update operations.evidence_checkpoints set sha256 = '\\x00'`,
    'delete from operations.evidence_checkpoints',
    'truncate operations.evidence_checkpoints',
  ]) {
    expect(await refusalOf(store.app(statement))).toMatchObject({ code: '42501' });
    expect(await refusalOf(store.owner(statement))).toMatchObject({ code: 'EV005' });
  }
});
