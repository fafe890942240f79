import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemClick } from '../domain/bulk-repair';
import { systemClock as clock } from '../ports/clock';
import { bulkJobStore } from '../stores/bulk-jobs';
import { openCaseStore } from '../stores/open-cases';
import { staffMemberStore } from '../stores/staff-members';
import { type GivenStore, givenStore } from '../stores/testing/given-store';
import { BulkRepairs, type BulkRepairsParts } from './bulk-repairs';

let store: GivenStore;
beforeAll(async () => {
  store = await givenStore();
  await store.owner(
    `insert into access.users (id, name, email, role) values ('ana', 'Ana', 'ana@evident.test', 'operator'), ('ben', 'Ben', 'ben@evident.test', 'operator')`,
  );
});
afterAll(() => store.drop());

const asked = (operationId: string, name = 'ana') => ({
  staff: { email: `${name}@evident.test`, role: 'operator' as const },
  operationId,
  requestId: 'req_test',
  traceId: null,
});

const REASON = 'The provider was away all night.';

async function givenCases(count: number, reason = 'checks_ran_out'): Promise<void> {
  await store.owner(
    `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at)
     select 'ord_' || $2 || n, 'case:ord_' || $2 || n || ':v5', $2, 4900, 'EUR', now() + n * interval '1 minute' from generate_series(1, $1) n`,
    [count, reason],
  );
}

/** A desk that keeps what it was asked; each order whose number is even is refused. */
function givenDesk() {
  const clicks: string[] = [];
  const desk: BulkRepairsParts['desk'] = {
    lookUp: async () => ({ kind: 'done', text: 'The provider answered.' }),
    view: async ({ caseId, orderId }) =>
      ({
        kind: 'view',
        view: { order: { orderId, version: 5 }, openCase: { caseId }, provider: { seq: 9 } },
      }) as never,
    propose: async ({ orderId }, { operationId }) => {
      clicks.push(operationId);
      return /[02468]$/.test(orderId)
        ? { kind: 'not_done', code: 'money_held', text: '49.00 EUR is held.' }
        : { kind: 'done', text: 'Fail safely: done.' };
    },
  };
  return { clicks, desk };
}

const given = (desk: BulkRepairsParts['desk']) =>
  new BulkRepairs({
    region: 'east',
    clock,
    jobs: bulkJobStore(store.sql),
    open: openCaseStore(store.sql),
    staff: staffMemberStore(store.sql),
    desk,
  });

const matching = (reason: 'checks_ran_out' | 'message_parked' | 'hold_gone' | 'capture_failed') => ({
  kind: 'matching' as const,
  filter: { preset: 'all_due_first' as const, reason, severity: null, owner: null },
});

async function runAll(bulk: BulkRepairs): Promise<void> {
  while ((await bulk.runNext()) > 0);
}

describe('a bulk repair', () => {
  it('runs as single repairs over all that matched when it was started, each with its own result', async () => {
    await givenCases(7);
    const { clicks, desk } = givenDesk();
    const bulk = given(desk);
    const start = {
      jobId: 'job-all-7',
      kind: 'fail_safely',
      reason: REASON,
      selection: matching('checks_ran_out'),
    } as const;
    expect(await bulk.start(start, asked('job-all-7'))).toEqual({ kind: 'started', total: 7 });
    await givenCases(2, 'hold_gone');
    await runAll(bulk);
    expect((await bulk.get('job-all-7'))?.progress).toEqual({ total: 7, done: 4, notDone: 3, notKnown: 0, waiting: 0 });
    const items = await bulk.items('job-all-7', 0, 100);
    expect(items.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(items[1]).toMatchObject({ orderId: 'ord_checks_ran_out2', state: 'not_done', code: 'money_held' });
    expect(clicks).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => itemClick('job-all-7', n)));
  });

  it('is one job however often it is clicked, with one entry in the audit', async () => {
    await givenCases(3, 'message_parked');
    const bulk = given(givenDesk().desk);
    const start = {
      jobId: 'job-twice',
      kind: 'recheck',
      reason: REASON,
      selection: matching('message_parked'),
    } as const;
    const answers = await Promise.all([1, 2, 3].map(() => bulk.start(start, asked('job-twice'))));
    expect(answers).toEqual(Array(3).fill({ kind: 'started', total: 3 }));
    expect(await store.app(`select action, object from operations.audit where object = 'job-twice'`)).toEqual([
      { action: 'repairs:bulk', object: 'job-twice' },
    ]);
  });

  it('is carried out once by two workers together', async () => {
    await givenCases(12, 'capture_failed');
    const { clicks, desk } = givenDesk();
    const [one, other] = [given(desk), given(desk)];
    const selection = matching('capture_failed');
    await one.start({ jobId: 'job-two', kind: 'void', reason: REASON, selection }, asked('job-two'));
    await Promise.all([runAll(one), runAll(other)]);
    expect(clicks.filter((click) => click.startsWith('job-two-')).sort()).toEqual(
      [...Array(12)].map((_, i) => itemClick('job-two', i + 1)).sort(),
    );
  });

  it('leaves what was not tried when it is stopped, and says how much', async () => {
    await givenCases(5, 'amount_mismatch');
    const { clicks, desk } = givenDesk();
    const bulk = given(desk);
    const cases = [1, 2, 3, 4, 5].map((n) => ({
      orderId: `ord_amount_mismatch${n}`,
      caseId: `case:ord_amount_mismatch${n}:v5`,
    }));
    await bulk.start(
      { jobId: 'job-stop', kind: 'release', reason: REASON, selection: { kind: 'cases', cases } },
      asked('job-stop'),
    );
    await bulk.runNext();
    await bulk.runNext();
    expect(await bulk.stop('job-stop', asked('stop-click'))).toEqual({
      kind: 'done',
      text: 'Stopped; 3 were not tried.',
    });
    await runAll(bulk);
    expect(clicks).toHaveLength(2);
    expect((await bulk.get('job-stop'))?.progress).toMatchObject({ waiting: 3 });
  });

  it('is tried again under the same click when its worker died over it', async () => {
    await givenCases(1, 'stray_authorization');
    const { clicks, desk } = givenDesk();
    const bulk = given(desk);
    const cases = [{ orderId: 'ord_stray_authorization1', caseId: 'case:ord_stray_authorization1:v5' }];
    await bulk.start(
      { jobId: 'job-died', kind: 'void', reason: REASON, selection: { kind: 'cases', cases } },
      asked('job-died'),
    );
    const jobs = bulkJobStore(store.sql);
    await jobs.claim(clock.nowMs() - 60_000, 30_000);
    await runAll(bulk);
    expect(clicks).toEqual([itemClick('job-died', 1)]);
  });

  it.each([
    ['has another role now', `role = 'support'`, 'ben@evident.test started it and may not do it any more, as support.'],
    [
      'is disabled',
      `role = 'operator', banned = true`,
      'ben@evident.test started it and is not on the staff any more.',
    ],
  ])('ends at its next item when whoever started it %s, and says why', async (how, change, why) => {
    const jobId = `job-rights-${how.length}`;
    await store.owner(`update access.users set role = 'operator', banned = false where id = 'ben'`);
    const cases = [1, 2, 3, 4].map((n) => ({ orderId: `ord_rights${n}`, caseId: `case:ord_rights${n}:v5` }));
    const { clicks, desk } = givenDesk();
    const bulk = given(desk);
    const start = { jobId, kind: 'void', reason: REASON, selection: { kind: 'cases', cases } } as const;
    await bulk.start(start, asked(jobId, 'ben'));
    await bulk.runNext();
    await store.owner(`update access.users set ${change} where id = 'ben'`);
    await runAll(bulk);
    expect(clicks).toEqual([itemClick(jobId, 1)]);
    expect(await bulk.get(jobId)).toMatchObject({
      state: 'stopped',
      stoppedBy: 'system:bulk-worker',
      stoppedBecause: why,
      progress: { total: 4, done: 1, notDone: 1, waiting: 2 },
    });
    expect((await bulk.items(jobId, 1, 1))[0]).toMatchObject({
      state: 'not_done',
      code: 'permission_missing',
      text: why,
    });
    // one entry, whoever else comes to an item of it
    const stops = `select actor, reason from operations.audit where object = $1 and action = 'repairs:bulk_stop'`;
    expect(await store.app(stops, [jobId])).toEqual([{ actor: 'system:bulk-worker', reason: why }]);
    // given back, the role begins nothing again
    await store.owner(`update access.users set role = 'operator', banned = false where id = 'ben'`);
    await runAll(bulk);
    expect(clicks).toHaveLength(1);
  });

  it('says so when nothing matches', async () => {
    const selection = matching('hold_gone');
    const empty = { ...selection, filter: { ...selection.filter, owner: 'nobody-else@evident.test' } };
    const start = { jobId: 'job-none', kind: 'recheck', reason: REASON, selection: empty } as const;
    expect(await given(givenDesk().desk).start(start, asked('job-none'))).toEqual({ kind: 'nothing_matches' });
  });
});
