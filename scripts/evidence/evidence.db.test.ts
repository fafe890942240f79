import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EvidencePack, PACK_SECTIONS, packEvidence } from '@/server/domain/evidence-pack/evidence-pack';
import { homeRegionOfShard, shardOf } from '@/server/domain/ids';
import { checkpointSeal } from '@/server/ports/checkpoint-seal';
import { systemClock } from '@/server/ports/clock';
import { writeOnceFolder } from '@/server/ports/write-once-folder';
import { EvidenceCheckpointer } from '@/server/services/evidence-checkpointer';
import { EvidencePacker } from '@/server/services/evidence-packer';
import { evidenceStore } from '@/server/stores/evidence-rows';
import { evidenceCheckpointStore } from '@/server/stores/evidence-checkpoints';
import { evidencePackStore } from '@/server/stores/evidence-packs';
import { connect, type Sql } from '@/server/stores/sql';
import { type GivenTwoRegions, givenTwoRegions } from '../seed/given-past';
import { sha256 } from './tampering/hands';
import { verdictOf } from './verdict';

let given: GivenTwoRegions;
let folder: string;
let sqls: Readonly<Record<'east' | 'west', Sql>>;
const here = (name: string) => join(folder, name);
const evidence = (...args: string[]) => given.run('scripts/evidence.ts', ...args);
const read = (name: string) => JSON.parse(readFileSync(here(name), 'utf8')) as EvidencePack;
const write = (name: string, pack: EvidencePack) => writeFileSync(here(name), JSON.stringify(pack));

/** What the seed leaves empty; each for the order `$1`. */
const ROWS_EVERYWHERE = [
  `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at, changed_by)
   values ($1, 'case:' || $1 || ':t', 'amount_mismatch', 100, 'EUR', now() + interval '1 hour', 'worker-east-1')`,
  `update operations.cases set owner = 'mara', owner_until = now() + interval '15 minutes', changed_by = 'staff:mara@evident.test'
   where order_id = $1 and case_id = 'case:' || $1 || ':t'`,
  `insert into operations.repairs (order_id, repair_id, case_id, kind, state, amount_minor, currency, operation_id, reason, evidence_seqs, basis,
     basis_hash, expected_version, before, proposed_by)
   values ($1, 'repair:' || $1 || ':1', null, 'refund', 'proposed', 100, 'EUR', 'click-0001', 'One of the two came broken.', '{1,2}',
     '{"ours":  1}', sha256('{"ours":  1}'), 5, '{"state": "order_confirmed"}', 'staff:mara@evident.test')`,
  `insert into orders.refunds (order_id, n, amount_minor, repair_id) values ($1, 1, 100, 'repair:' || $1 || ':1')`,
  `insert into payments.provider_events (order_id, event_id, event_type, payload, provider_created_at)
   values ($1, 'evt_t', 'payment_intent.succeeded', '{"client_secret": "pi_secret"}', now()) on conflict do nothing`,
  `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts)
   select $1, message_id, 'test', 'cannot be read', 3 from messaging.outbox where order_id = $1 order by position limit 1`,
];

beforeAll(async () => {
  given = await givenTwoRegions();
  folder = mkdtempSync(join(tmpdir(), 'evident-packs-'));
  sqls = { east: connect(given.east.url, 2), west: connect(given.west.url, 2) };
  expect(await given.run('scripts/seed.ts')).toMatchObject({ code: 0 });
  expect(await evidence('export', 'order-42', '--to', here('order-42.json'))).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([sqls.east.close(), sqls.west.close()]);
  await given.end();
});

describe('every order of a seeded store', () => {
  it('has a pack that is sound, with a row of evidence for each of its transitions', async () => {
    const judged: { orderId: string; text: string; exit: number }[] = [];
    for (const region of ['east', 'west'] as const) {
      const packer = new EvidencePacker({ region, clock: systemClock, packs: evidencePackStore(sqls[region]) });
      const ids = await sqls[region].rows<{ orderId: string }>(
        't_ids',
        'select order_id as "orderId" from orders.orders',
        [],
      );
      for (const { orderId } of ids) {
        const result = await packer.pack(orderId, 'command:test');
        if (result.kind !== 'pack') throw new Error(`${orderId}: ${result.kind}`);
        const { exit, text } = verdictOf(JSON.stringify(result.pack));
        judged.push({ orderId, exit, text });
      }
    }
    expect(judged.length).toBeGreaterThan(250);
    expect(judged.filter(({ exit }) => exit !== 0)).toEqual([]);
  });

  it('is packed by the region that owns it, and nowhere else', async () => {
    const other = homeRegionOfShard(shardOf('order-42')) === 'east' ? 'west' : 'east';
    const packer = new EvidencePacker({ region: other, clock: systemClock, packs: evidencePackStore(sqls[other]) });
    expect(await packer.pack('order-42', 'command:test')).toMatchObject({ kind: 'not_found' });
  });
});

describe('a pack of an order that has rows everywhere', () => {
  it('holds all of them in the shape that is verified, and no secret', async () => {
    const [{ orderId } = { orderId: '' }] = await sqls.east.rows<{ orderId: string }>(
      't_confirmed',
      `select o.order_id as "orderId" from orders.orders o join messaging.mails m using (order_id) where o.state = 'order_confirmed' limit 1`,
      [],
    );
    for (const [i, statement] of ROWS_EVERYWHERE.entries()) await sqls.east.rows(`t_rows_${i}`, statement, [orderId]);
    const packer = new EvidencePacker({ region: 'east', clock: systemClock, packs: evidencePackStore(sqls.east) });
    const result = await packer.pack(orderId, 'command:test');
    if (result.kind !== 'pack') throw new Error(`${orderId}: ${result.kind}`);
    const { records } = result.pack;
    const empty = PACK_SECTIONS.filter((section) => Array.isArray(records[section]) && records[section].length === 0);
    expect(empty).toEqual([]);
    expect(records.cases[0]?.history.map(({ actor, change }) => [change, actor])).toEqual([
      ['opened', 'worker-east-1'],
      ['claimed', 'staff:mara@evident.test'],
    ]);
    expect(records.messages[0]?.consumers.map(({ consumer, state }) => `${consumer} ${state}`)).toContain(
      'test parked',
    );
    expect(verdictOf(JSON.stringify(result.pack))).toMatchObject({ exit: 0 });
    expect(JSON.stringify(result.pack)).not.toMatch(/status_token|fingerprint|client_secret/);
  });
});

describe('npm run evidence', () => {
  it('verifies what it exported, and says the figures to keep', async () => {
    const { head, records_digest } = read('order-42.json');
    const { code, output } = await evidence(
      'verify',
      here('order-42.json'),
      '--head',
      head,
      '--digest',
      records_digest,
    );
    expect([code, output]).toEqual([0, expect.stringContaining('order-42 is sound')]);
    expect(output).toContain(head);
    expect(output).toContain(records_digest);
  });

  it('exits with 1 and names the row that was changed', async () => {
    const pack = read('order-42.json');
    const rows = pack.records.evidence.map((row) => (row.seq === 4 ? { ...row, actor: 'staff:mallory' } : row));
    write('changed.json', { ...pack, records: { ...pack.records, evidence: rows } });
    expect(await evidence('verify', here('changed.json'))).toEqual({
      code: 1,
      output: 'evidence: order-42 is NOT sound: row 4: its own fields are not what was hashed\n',
    });
  });

  it('finds a pack that was made anew as a whole against the printed head, the printed digest, and the database', async () => {
    const { head, made, records, records_digest } = read('order-42.json');
    const cut = packEvidence({ ...records, evidence: records.evidence.slice(0, -1) }, made, sha256);
    write('cut.json', cut);
    expect(await evidence('verify', here('cut.json'))).toMatchObject({ code: 0 });
    const byHead = await evidence('verify', here('cut.json'), '--head', head);
    expect([byHead.code, byHead.output]).toEqual([1, expect.stringContaining(`its head is not ${head}`)]);
    const other = packEvidence({ ...records, reservations: [] }, made, sha256);
    write('other.json', other);
    const byDigest = await evidence('verify', here('other.json'), '--digest', records_digest);
    expect([byDigest.code, byDigest.output]).toEqual([1, expect.stringContaining('digest of its records')]);
    const [row] = records.evidence;
    const forged = packEvidence(
      { ...records, lines: records.lines.map((line) => ({ ...line, name: 'Other' })) },
      made,
      sha256,
    );
    expect(row?.hash).toBe(forged.records.evidence[0]?.hash);
    write('forged.json', forged);
    const byDatabase = await evidence('verify', here('forged.json'), '--against-database');
    expect([byDatabase.code, byDatabase.output]).toEqual([
      1,
      expect.stringContaining('lines: the database has other ones'),
    ]);
  });

  it('tells an older pack from a wrong one', async () => {
    expect(await evidence('verify', here('order-42.json'), '--against-database')).toMatchObject({ code: 0 });
    const region = homeRegionOfShard(shardOf('order-42'));
    await evidenceStore(sqls[region]).append([
      {
        orderId: 'order-42',
        lane: 'operator',
        kind: 'note_added',
        observedAtMs: Date.now(),
        region,
        actor: 'staff:mara@evident.test',
        detail: { text: 'The customer called again.' },
      },
    ]);
    const { code, output } = await evidence('verify', here('order-42.json'), '--against-database');
    expect([code, output]).toEqual([0, expect.stringContaining('and 1 since')]);
  });

  it('compares the store, and a pack without any store, with what was signed outside of the database', async () => {
    expect(await evidence('checkpoints')).toMatchObject({
      code: 2,
      output: expect.stringContaining('nothing was signed'),
    });
    const dataDir = given.environment.EVIDENT_DATA_DIR ?? '';
    const checkpoints = join(dataDir, 'checkpoints');
    for (const region of ['east', 'west'] as const)
      await new EvidenceCheckpointer({
        region,
        checkpoints: evidenceCheckpointStore(sqls[region], region),
        files: writeOnceFolder(checkpoints),
        seal: checkpointSeal(dataDir, checkpoints),
      }).checkpoint();
    expect(await evidence('export', 'order-42', '--to', here('signed.json'))).toMatchObject({ code: 0 });
    const pack = read('signed.json');
    const rows = pack.records.evidence.length;
    write(
      'cut-again.json',
      packEvidence({ ...pack.records, evidence: pack.records.evidence.slice(0, -1) }, pack.made, sha256),
    );
    const [whole, sound, cut] = await Promise.all([
      evidence('checkpoints'),
      evidence('verify', here('signed.json'), '--checkpoints', checkpoints),
      evidence(
        'verify',
        here('cut-again.json'),
        '--checkpoints',
        checkpoints,
        '--key',
        join(checkpoints, 'key.pub.pem'),
      ),
    ]);
    expect([whole.code, whole.output]).toEqual([0, expect.stringMatching(/^evidence: what was signed: \d+ rows/)]);
    expect([sound.code, sound.output]).toEqual([
      0,
      expect.stringContaining(`${rows} of its ${rows} rows are as they were signed`),
    ]);
    expect([cut.code, cut.output]).toEqual([1, expect.stringContaining(`NOT sound: evidence row ${rows} is gone`)]);
    const [first = ''] = readdirSync(checkpoints).filter((name) => name.endsWith('.jsonl'));
    rmSync(join(checkpoints, first));
    const missing = await evidence('checkpoints');
    expect([missing.code, missing.output]).toEqual([1, expect.stringContaining(`${first}: the database knows of it`)]);
  });

  it('exits with 2 when nothing can be said', async () => {
    write('order-42-copy.json', read('order-42.json'));
    const said = await Promise.all([
      evidence('verify', here('missing.json')),
      evidence('verify', join('scripts', 'evidence.ts')),
      evidence('verify', here('order-42-copy.json'), '--head', 'abc'),
      evidence('export', 'order-that-nobody-placed', '--to', here('none.json')),
      evidence('export', 'order-42', '--to', here('order-42-copy.json')),
      evidence('explode', 'order-42'),
    ]);
    expect(said.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2]);
  });
});
