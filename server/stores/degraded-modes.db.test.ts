import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  entered,
  type Mode,
  type ModeMove,
  rampHeld,
  recoveryBegun,
  steppedBack,
  steppedUp,
} from '../domain/degraded-mode';
import { EXIT_LINES, figureHolds } from '../domain/exit-evidence';
import { agreementSampleStore } from './agreement-samples';
import { brokenGlassStore } from './broken-glasses';
import { controlReaderStore } from './control-readers';
import { degradedModeStore, type DegradedModeStore } from './degraded-modes';
import { exitCheckStore } from './exit-checks';
import { RULES } from './promise-rules';
import { type GivenStore, givenStore, refusalOf } from './testing/given-store';
import { orderAt } from './testing/walk';

let store: GivenStore;
let modes: DegradedModeStore;
let episodes = 0;
let episodeId = '';

beforeAll(async () => {
  store = await givenStore();
  modes = degradedModeStore(store.sql);
  await store.owner(
    `insert into access.users (id, name, email, role) values ('1', 'Jo', 'jo@evident.test', 'on-call'), ('2', 'Tom', 'tom@evident.test', 'approver'),
       ('3', 'Sue', 'sue@evident.test', 'support')`,
  );
});
afterAll(() => store.drop());

/** As the tables' owner, with the gate taken down: only a test does this. */
async function clear(): Promise<void> {
  await store.owner('alter table operations.degraded_mode disable trigger user');
  await store.owner('delete from operations.degraded_mode');
  await store.owner('alter table operations.degraded_mode enable trigger user');
  for (const table of [
    'payments.operations',
    'messaging.deliveries',
    'messaging.dead_letters',
    'operations.control_peers',
  ])
    await store.owner(`delete from ${table}`);
  await store.owner('alter table operations.degraded_changes disable trigger user');
  await store.owner('delete from operations.degraded_changes');
  await store.owner('alter table operations.degraded_changes enable trigger user');
  await age('orders.orders', 'updated_at = now()');
}
/** What happened long ago, for rows that only change forwards. */
async function age(table: string, set: string): Promise<void> {
  await store.owner(`alter table ${table} disable trigger user`);
  await store.owner(`update ${table} set ${set}`);
  await store.owner(`alter table ${table} enable trigger user`);
}
const now = () => Date.now();
const modeOf = async (): Promise<Mode> => (await modes.get('east')).mode;
const witness = () => ({
  reason: 'provider p95 over its limit',
  evidence: {},
  changedBy: 'degraded mode',
  nowMs: now(),
});
const make = async (move: ModeMove | null) => {
  if (move === null) throw new Error('no such move');
  return modes.move('east', move, witness(), null);
};
async function givenDegraded(): Promise<void> {
  episodeId = `episode:${++episodes}`;
  expect(await make(entered(await modeOf(), 'entered', episodeId, null, now()))).toEqual({ kind: 'moved' });
}
/** Everything that has to hold: a sample that agrees, and the other region heard. */
async function givenEvidence(rows: Parameters<ReturnType<typeof agreementSampleStore>['keep']>[1] = []): Promise<void> {
  const sampleId = `sample:${episodeId}:${now()}`;
  const sample = { sampleId, region: 'east', episodeId, takenAtMs: now(), population: rows.length } as const;
  await agreementSampleStore(store.sql).keep(sample, rows);
  await controlReaderStore(store.sql).hear('west', {}, now());
}
const failing = async () =>
  (await exitCheckStore(store.sql).read('east', episodeId)).flatMap(({ holds, line }) => (holds ? [] : [line]));
async function givenPaid(state = 'authorized', paidAgo = '1 minute'): Promise<string> {
  const { orderId } = await orderAt(store, 'payment_authorizing');
  await store.app(
    `insert into payments.operations (order_id, operation, kind, state, amount_minor, currency, provider_reference, intended_at, updated_at)
     values ($1, 'pay:' || $1, 'authorize', $2, 4900, 'EUR', 'pi_1', now() - $3::interval, now() - $3::interval)`,
    [orderId, state, paidAgo],
  );
  return orderId;
}
const rowOf = (orderId: string, agrees = true) => ({
  orderId,
  ours: 'authorized',
  theirs: agrees ? 'authorized' : 'not_found',
  providerReference: 'pi_1',
  agrees,
  askedAtMs: now(),
});

beforeEach(clear);

describe('the mode', () => {
  it('goes in, out over every step of the ramp and back to normal while the evidence holds, and keeps each change', async () => {
    await givenDegraded();
    await givenEvidence();
    expect(await make(recoveryBegun(await modeOf(), now()))).toEqual({ kind: 'moved' });
    for (const _ of [25, 50, 100, 'normal'])
      expect(await make(steppedUp(await modeOf(), now()))).toEqual({ kind: 'moved' });
    expect(await modeOf()).toMatchObject({ state: 'normal', version: 6 });
    const kept = await store.app(
      `select change, ramp_percent as "at" from operations.degraded_changes where episode_id = $1 order by version`,
      [episodeId],
    );
    expect(kept.map(({ at, change }) => `${change} ${at ?? '-'}`)).toEqual([
      'entered -',
      'recovery_began 5',
      'stepped_up 25',
      'stepped_up 50',
      'stepped_up 100',
      'returned -',
    ]);
  });

  it('is entered by one of ten that enter it at once', async () => {
    const normal = await modeOf();
    const all = Array.from({ length: 10 }, (_, n) =>
      make(entered(normal, 'entered', `episode:race:${n}`, null, now())),
    );
    const answers = (await Promise.all(all)).map(({ kind }) => kind);
    expect(answers.filter((kind) => kind === 'moved')).toHaveLength(1);
    expect(answers.filter((kind) => kind === 'stale')).toHaveLength(9);
  });

  it('steps back and relapses without any evidence', async () => {
    await givenDegraded();
    await givenEvidence();
    await make(recoveryBegun(await modeOf(), now()));
    await make(steppedUp(await modeOf(), now()));
    await store.owner('delete from operations.control_peers');
    expect(await make(steppedBack(await modeOf(), now()))).toEqual({ kind: 'moved' });
    expect(await make(steppedBack(await modeOf(), now()))).toEqual({ kind: 'moved' });
    expect(await modeOf()).toMatchObject({ state: 'degraded', episodeId });
  });

  it('goes into another episode only as the other region said that it is in it, and into none that it was in before', async () => {
    await givenDegraded();
    const mode = (await modeOf()) as Exclude<Mode, { state: 'normal' }>;
    const into = (id: string) =>
      make({ next: { ...mode, version: mode.version + 1, episodeId: id }, change: 'joined' });
    expect(await into('episode:west')).toMatchObject({ kind: 'refused', code: 'no_way' });
    const said = { state: 'degraded', episodeId: 'episode:west' };
    await controlReaderStore(store.sql).hear('west', { mode: { ...said, state: 'normal' } }, now());
    expect(await into('episode:west')).toMatchObject({ kind: 'refused', code: 'no_way' });
    await controlReaderStore(store.sql).hear('west', { mode: said }, now());
    expect(await into('episode:east')).toMatchObject({ kind: 'refused', code: 'no_way' });
    for (const change of ['taken', 'entered'] as const)
      expect(
        await make({ next: { ...mode, version: mode.version + 1, episodeId: 'episode:west' }, change }),
      ).toMatchObject({ kind: 'refused', code: 'no_way' });
    expect(await into('episode:west')).toEqual({ kind: 'moved' });
    await controlReaderStore(store.sql).hear('west', { mode: { ...said, episodeId } }, now());
    const joined = { ...mode, version: mode.version + 2, episodeId };
    expect(await make({ next: joined, change: 'joined' })).toMatchObject({ kind: 'refused', code: 'no_way' });
  });

  it('does not go up while the ramp is paused', async () => {
    await givenDegraded();
    await givenEvidence();
    await make(recoveryBegun(await modeOf(), now()));
    await make(rampHeld(await modeOf(), true, now()));
    expect(steppedUp(await modeOf(), now())).toBeNull();
    const error = refusalOf(
      store.app(`update operations.degraded_mode set version = version + 1, ramp_percent = 25, change = 'stepped_up'`),
    );
    expect((await error).code).toBe('EV031');
  });
});

describe('leaving is refused by the database while', () => {
  beforeEach(async () => {
    await givenDegraded();
    await givenEvidence();
    expect(await failing()).toEqual([]);
  });
  const expectRefusalFor = async (line: string) => {
    expect(await failing()).toEqual([line]);
    const answer = await make(recoveryBegun(await modeOf(), now()));
    expect(answer).toMatchObject({ kind: 'refused', code: 'evidence_missing' });
    expect(answer).toHaveProperty('text', expect.stringContaining(line));
    expect(await modeOf()).toMatchObject({ state: 'degraded' });
  };

  it('a sampled order does not agree with the provider', async () => {
    const orderId = await givenPaid('declined');
    await givenEvidence([rowOf(orderId, false)]);
    await expectRefusalFor('agreement');
  });

  it('the sample leaves out a payment that the episode touched', async () => {
    await givenPaid('declined');
    await expectRefusalFor('agreement');
  });

  it('a payment of before the episode stands in for one that the sample leaves out', async () => {
    const before = await givenPaid('declined', '15 minutes');
    await givenPaid('declined');
    await givenEvidence([rowOf(before)]);
    await expectRefusalFor('agreement');
  });

  it('a payment that is asked for early stands in for one that the sample leaves out', async () => {
    const leftOut = await givenPaid('declined');
    const early = await givenPaid('declined', '10 seconds');
    await givenEvidence([rowOf(early)]);
    await expectRefusalFor('agreement');
    await givenEvidence([rowOf(early), rowOf(leftOut)]);
    expect(await failing()).toEqual([]);
  });

  it('the sample is old', async () => {
    await age('operations.agreement_samples', `taken_at = now() - interval '6 minutes'`);
    await expectRefusalFor('agreement');
  });

  it('a pending intent is too old', async () => {
    await orderAt(store, 'payment_pending');
    await age('orders.orders', `updated_at = now() - interval '11 minutes'`);
    await expectRefusalFor('oldest_pending');
  });

  it('an authorization has neither a decision nor a case', async () => {
    const orderId = await givenPaid();
    await givenEvidence([rowOf(orderId)]);
    await expectRefusalFor('authorizations_undecided');
    await store.app(
      `insert into operations.cases (order_id, case_id, reason, at_risk_minor, currency, due_at) values ($1, 'c', 'hold_gone', 4900, 'EUR', now())`,
      [orderId],
    );
    expect(await failing()).toEqual([]);
  });

  it('a write by an old epoch would be accepted', async () => {
    const [{ source }] = await store.owner(`select pg_get_functiondef('orders.refuse_stale_epoch'::regproc) as source`);
    await store.owner(
      `create or replace function orders.refuse_stale_epoch() returns trigger language plpgsql as $$ begin return new; end $$`,
    );
    try {
      await expectRefusalFor('old_epoch_refused');
      expect(await store.app(`select 1 from orders.transitions where order_id like 'canary:%'`)).toEqual([]);
    } finally {
      await store.owner(source);
    }
  });

  it('the confirmation queue is too old', async () => {
    await store.app(
      `insert into messaging.deliveries (order_id, message_id, consumer, shard, enqueued_at) values ('o', 'm', 'order-owner', 1, now() - interval '31 seconds')`,
    );
    await expectRefusalFor('queue_age');
  });

  it('a dead letter is neither redriven nor waived', async () => {
    await store.app(
      `insert into messaging.dead_letters (order_id, message_id, consumer, reason, attempts) values ('o', 'm', 'mail', 'no address', 5)`,
    );
    await expectRefusalFor('dead_letters');
    await store.app(
      `insert into operations.dead_letter_waivers (order_id, message_id, consumer, reason, waived_by) values ('o', 'm', 'mail', 'The customer has no address.', 'staff:jo')`,
    );
    expect(await failing()).toEqual([]);
  });

  it('the other region was not heard', async () => {
    await age('operations.control_peers', `heard_at = now() - interval '31 seconds'`);
    await expectRefusalFor('other_region');
  });

  it('any of it fails only after the ramp began: no step up, and no normal', async () => {
    await make(recoveryBegun(await modeOf(), now()));
    await store.owner('delete from operations.control_peers');
    expect(await make(steppedUp(await modeOf(), now()))).toMatchObject({ code: 'evidence_missing' });
    await controlReaderStore(store.sql).hear('west', {}, now());
    for (const _ of [25, 50, 100]) await make(steppedUp(await modeOf(), now()));
    await store.owner('delete from operations.control_peers');
    expect(await make(steppedUp(await modeOf(), now()))).toMatchObject({ code: 'evidence_missing' });
    expect(await modeOf()).toMatchObject({ state: 'recovering', rampPercent: 100 });
  });
});

describe('a sample', () => {
  it('that cannot hold all has those first of which the database asks for every one', async () => {
    const [must, ...may] = [
      await givenPaid('declined'),
      await givenPaid('declined', '10 seconds'),
      await givenPaid('declined', '10 seconds'),
    ];
    const samples = agreementSampleStore(store.sql);
    for (const sampleId of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      const { payments, population } = await samples.draw(now(), now() - 5_000, sampleId, 1);
      expect([population, payments.map(({ orderId }) => orderId)]).toEqual([1 + may.length, [must]]);
    }
  });
});

it('reads every line that the server knows, with limits that the server judges alike', async () => {
  await givenDegraded();
  await givenEvidence();
  const lines = await exitCheckStore(store.sql).read('east', episodeId);
  // the figures are watched by the server alone
  expect(lines.map(({ line }) => line)).toEqual(EXIT_LINES.filter((line) => line !== 'pressure'));
  for (const { holds, limit, line, now: value } of lines)
    expect([line, figureHolds(line, value, limit)]).toEqual([line, holds]);
});

describe('by plain SQL as the role of the app, nobody', () => {
  beforeEach(givenDegraded);
  const refused = async (text: string) => (await refusalOf(store.app(text))).code;
  const NORMAL = `state = 'normal', episode_id = null, entered_at = null, owner = null, ramp_percent = null, step_since = null, ramp_paused = false`;

  it('writes normal over degraded', async () => {
    expect(
      await refused(`update operations.degraded_mode set ${NORMAL}, version = version + 1, change = 'returned'`),
    ).toBe('EV031');
    expect(await refused(`update operations.degraded_mode set ${NORMAL}`)).toBe('EV004');
    expect(await refused(`update operations.degraded_mode set state = 'normal'`)).toBe('EV004');
  });

  it('begins the ramp anywhere but at its first step, or jumps a step', async () => {
    await givenEvidence();
    const ramp = (percent: number, change: string) =>
      `update operations.degraded_mode set state = 'recovering', ramp_percent = ${percent}, step_since = now(), version = version + 1, change = '${change}'`;
    expect(await refused(ramp(100, 'recovery_began'))).toBe('EV031');
    expect(await refused(ramp(5, 'stepped_up'))).toBe('EV031');
    await store.app(ramp(5, 'recovery_began'));
    expect(await refused(ramp(50, 'stepped_up'))).toBe('EV031');
    expect(await refused(ramp(25, 'ramp_resumed'))).toBe('EV031');
    expect(await refused(ramp(7, 'stepped_up'))).toBe('EV031');
  });

  it('begins the ramp without the evidence', async () => {
    const ramp = `update operations.degraded_mode set state = 'recovering', ramp_percent = 5, step_since = now(), version = version + 1, change = 'recovery_began'`;
    expect(await refused(ramp)).toBe('EV032');
    expect(await refused(ramp.replace('recovery_began', 'glass_broken'))).toBe('EV031');
  });

  it('takes the row away, empties the table, or begins a region anew as recovering', async () => {
    expect(await refused('delete from operations.degraded_mode')).toBe('42501');
    expect(await refused('truncate operations.degraded_mode')).toBe('42501');
    await expect(store.owner('delete from operations.degraded_mode')).rejects.toThrow('append-only');
    expect(
      await refused(
        `insert into operations.degraded_mode (region, state, version, change, reason, evidence, changed_by) values ('west', 'normal', 1, 'returned', 'r', '{}', 'x')`,
      ),
    ).toBe('EV031');
  });

  it('takes the gate down or writes the history', async () => {
    expect(await refused('alter table operations.degraded_mode disable trigger degraded_mode_guard')).toBe('42501');
    expect(await refused('drop trigger degraded_mode_guard on operations.degraded_mode')).toBe('42501');
    expect(
      await refused(
        `create or replace function operations.exit_evidence(text, text) returns int language sql as 'select 1'`,
      ),
    ).toBe('42501');
    expect(await refused('delete from operations.degraded_changes')).toBe('42501');
    expect(await refused(`update operations.agreement_rows set agrees = true`)).toBe('42501');
    expect(await refused(`update operations.broken_glass set asked_by = 'staff:tom@evident.test'`)).toBe('42501');
  });

  it('invents the agreement of an order that has no payment, or of an answer that never came', async () => {
    const insert = (orderId: string, theirs: string) =>
      `insert into operations.agreement_rows (order_id, sample_id, ours, theirs, agrees) values ('${orderId}', 's', 'authorized', '${theirs}', true)`;
    expect(await refused(insert('ord_never', 'authorized'))).toBe('EV031');
    expect(await refused(insert(await givenPaid(), 'no_answer'))).toBe('23514');
  });
});

describe('the promise', () => {
  const broken = async () => {
    const rule = RULES.find(({ id }) => id === 'S15');
    return (await store.app(rule?.beyondOrders ?? '')).map(({ why }) => why);
  };
  const checked = async (holds: boolean) =>
    exitCheckStore(store.sql).keep('east', episodeId, { checkedAtMs: now(), lines: [], holds });

  it('holds over a whole episode, and is broken by a way out behind the guards', async () => {
    await givenDegraded();
    await givenEvidence();
    await checked(true);
    await make(recoveryBegun(await modeOf(), now()));
    expect(await broken()).toEqual([]);
    await store.owner('alter table operations.degraded_mode disable trigger degraded_mode_guard');
    await store.owner(
      `update operations.degraded_mode set state = 'normal', episode_id = null, entered_at = null, owner = null, ramp_percent = null, step_since = null,
         version = version + 1, change = 'returned'`,
    );
    await store.owner('alter table operations.degraded_mode enable trigger degraded_mode_guard');
    expect(await broken()).toEqual(['normal, but not after the whole ramp']);
  });

  it('is broken by leaving on a checklist that did not hold', async () => {
    await givenDegraded();
    await givenEvidence();
    await checked(false);
    await make(recoveryBegun(await modeOf(), now()));
    expect(await broken()).toEqual(['left, and no checklist held in the two minutes before it']);
  });
});

describe('broken glass', () => {
  const entry = (operationId: string) => ({
    actor: 'staff:jo@evident.test',
    role: 'on-call',
    action: 'degraded:exit',
    object: 'degraded_mode:east',
    operationId,
    requestId: null,
    reason: 'The provider confirmed by phone.',
    detail: {},
  });
  const JO = 'staff:jo@evident.test';
  const TOM = 'staff:tom@evident.test';
  const ask = async (askedBy = JO) => {
    const glassId = `glass:${episodeId}`;
    const reason = 'The provider confirmed by phone.';
    const glass = { glassId, episodeId, reason, heldBy: ['agreement'], askedBy, askedAtMs: now() } as const;
    expect(await brokenGlassStore(store.sql).ask(entry(`ask-${glassId}`), 'east', glass)).toBe(true);
    return glassId;
  };
  const agree = (glassId: string, by: string) =>
    brokenGlassStore(store.sql).agree(entry(`agree-${glassId}-${by}`), glassId, by, now());
  beforeEach(givenDegraded);

  it('is not agreed to by whoever asked for it', async () => {
    const glassId = await ask();
    expect(await agree(glassId, JO)).toBe('same_person');
    expect(await make(recoveryBegun(await modeOf(), now(), glassId))).toMatchObject({ code: 'no_way' });
  });

  it('opens the way with a second person and no evidence, for the rest of the episode', async () => {
    const glassId = await ask();
    expect(await agree(glassId, TOM)).toBe('agreed');
    expect(await agree(glassId, TOM)).toBe('gone');
    expect(await make(recoveryBegun(await modeOf(), now(), glassId))).toEqual({ kind: 'moved' });
    for (const _ of [25, 50, 100, 'normal'])
      expect(await make(steppedUp(await modeOf(), now()))).toEqual({ kind: 'moved' });
    expect(await modeOf()).toMatchObject({ state: 'normal' });
  });

  it('is used up when the mode relapses', async () => {
    const glassId = await ask();
    await agree(glassId, TOM);
    await make(recoveryBegun(await modeOf(), now(), glassId));
    await make(steppedBack(await modeOf(), now()));
    expect(await make(recoveryBegun(await modeOf(), now()))).toMatchObject({ code: 'evidence_missing' });
  });

  it('does not open another episode, nor for somebody without the role', async () => {
    const glassId = await ask();
    await agree(glassId, 'staff:sue@evident.test');
    expect(await make(recoveryBegun(await modeOf(), now(), glassId))).toMatchObject({ code: 'no_way' });
    await clear();
    await givenDegraded();
    expect(await make(recoveryBegun(await modeOf(), now(), glassId))).toMatchObject({ code: 'no_way' });
  });
});
