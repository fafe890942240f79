/**
 * Every procedure against every actor. A procedure without a row here, without a permission, or whose row is not what the server
 * does, fails: nothing reaches a service that was not meant to.
 */
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { type Role, ROLES } from '../domain/permissions';
import type { StaffSession } from '../domain/staff';
import { STEP_UPS } from '../domain/step-up';
import { appRouter } from './index';
import { toldRefusal } from './refusals';
import { type ConsoleContext, type ConsoleServices, createCaller, type ProcedureMeta } from './trpc';

type Actor = 'anonymous' | Role;
const ACTORS: readonly Actor[] = ['anonymous', ...ROLES];
const STAFF: readonly Actor[] = ROLES;
const DESK: readonly Actor[] = ['support', 'operator', 'on-call'];
const OPERATOR: readonly Actor[] = ['operator'];
const ON_CALL: readonly Actor[] = ['on-call'];
const click = { reason: 'The provider is away.', operationId: 'click-0001' };

const oneCase = { region: 'east', orderId: 'order-42', caseId: 'case:order-42:v5' };
const oneVerdict = { ...oneCase, number: 1, operationId: 'click-0001' };
const statementId = `stm_${'0'.repeat(32)}`;
const oneLetter = {
  region: 'east',
  orderId: 'order-42',
  messageId: 'msg:payment_authorized:pay:order-42:authorized',
  consumer: 'order-owner',
};
const everyLetter = { consumer: null, schema: 'payment_authorized', code: null };
const replayOfDay = { consumer: 'sales', selection: { kind: 'window', fromMs: 0, toMs: 86_400_000 } };
const lookUp = { orderId: 'order-42', operationId: 'click-0001' };

/** Who may, and an input that is right. */
const TABLE: Readonly<Record<string, readonly [may: readonly Actor[], input: unknown]>> = {
  'session.me': [ACTORS, undefined],
  'support.orders.search': [STAFF, { q: 'order-42', cursor: '1_order-42' }],
  'support.orders.get': [STAFF, { orderId: 'order-42' }],
  'support.kept.list': [STAFF, { q: 'order-42' }],
  'support.kept.get': [STAFF, { orderId: 'order-42' }],
  'support.orders.evidencePack': [STAFF, { orderId: 'order-42' }],
  'support.orders.trace': [STAFF, { traceId: 'a'.repeat(32) }],
  'support.orders.lookUp': [DESK, lookUp],
  'support.orders.addNote': [[...DESK, 'approver'], { ...lookUp, text: 'The customer called.' }],
  'messages.overview': [STAFF, undefined],
  'messages.mails': [STAFF, { limit: 10 }],
  'messages.letters': [STAFF, { filter: everyLetter, region: null, limit: 10 }],
  'messages.letter': [STAFF, oneLetter],
  'messages.redrive': [
    ['on-call'],
    { choice: { kind: 'letters', letters: [oneLetter] }, reason: 'The new build reads it.', operationId: 'click-0001' },
  ],
  'messages.replayPlan': [STAFF, { ...replayOfDay, region: null }],
  'messages.replay': [
    ['on-call'],
    { ...replayOfDay, region: 'east', reason: 'Sales were restored from last night.', operationId: 'click-0001' },
  ],
  'cases.queue': [
    STAFF,
    {
      preset: 'past_due',
      reason: 'hold_gone',
      severity: 'high',
      owner: 'nobody',
      region: 'west',
      cursor: '1_1_ab',
      limit: 10,
    },
  ],
  'cases.matching': [STAFF, { preset: 'mine', owner: 'mara@evident.test' }],
  'cases.figures': [STAFF, undefined],
  'cases.proposals': [STAFF, { region: 'west', limit: 10 }],
  'cases.get': [STAFF, oneCase],
  'cases.ambiguity': [STAFF, { fromMs: 0, toMs: 86_400_000, bucket: 'hour', region: 'east' }],
  'cases.lastSweep': [STAFF, undefined],
  'cases.colleagues': [OPERATOR, undefined],
  'cases.claim': [OPERATOR, { ...oneCase, operationId: 'click-0001' }],
  'cases.keep': [OPERATOR, oneCase],
  'cases.release': [OPERATOR, { ...oneCase, operationId: 'click-0001' }],
  'cases.handOver': [
    OPERATOR,
    { ...oneCase, to: 'tom@evident.test', note: 'The bank calls back at four.', operationId: 'click-0001' },
  ],
  'cases.note': [OPERATOR, { ...oneCase, text: 'The bank was asked.', operationId: 'click-0001' }],
  'cases.next': [OPERATOR, { preset: 'past_due', cursor: '1_1_ab', operationId: 'click-0001' }],
  'support.now.overview': [STAFF, undefined],
  'support.now.pressure': [STAFF, { window: '15m' }],
  'news.listen': [STAFF, undefined],
  'drills.overview': [STAFF, undefined],
  'drills.running': [STAFF, undefined],
  'drills.start': [['operator', 'on-call'], { drill: 'worker_dies', operationId: 'click-0001' }],
  'drills.stop': [['operator', 'on-call'], { runId: 'drill:click-0001', operationId: 'click-0002' }],
  'audit.find': [
    ['operator', 'on-call', 'approver', 'auditor'],
    { region: 'west', who: 'mara@evident.test', action: 'repairs:propose', object: 'order-42', cursor: 9, limit: 10 },
  ],
  'bulk.start': [
    ['operator'],
    {
      choice: { kind: 'cases', cases: [{ region: 'east', orderId: 'order-42', caseId: 'case:order-42:v5' }] },
      repair: 'recheck',
      reason: 'The provider was away all night.',
      operationId: 'click-0001',
    },
  ],
  'ownership.view': [STAFF, undefined],
  'ownership.handOver': [
    ['on-call'],
    { shard: 3, from: 'east', reason: 'Planned work in the region.', operationId: 'click-0001' },
  ],
  'ownership.takeBack': [
    ['on-call'],
    { handOverId: 'ho_click-0001', from: 'east', reason: 'The work is called off.', operationId: 'click-0002' },
  ],
  'ownership.review': [['operator', 'on-call'], { fromMs: 0, toMs: 86_400_000, operationId: 'click-0001' }],
  'bulk.stop': [['operator'], { jobId: 'click-0001', operationId: 'click-0002' }],
  'bulk.newest': [STAFF, undefined],
  'bulk.get': [STAFF, { jobId: 'click-0001' }],
  'bulk.items': [STAFF, { jobId: 'click-0001' }],
  'repairs.view': [STAFF, { orderId: 'order-42', caseId: null }],
  'repairs.lookUp': [DESK, { ...lookUp, caseId: null }],
  'repairs.propose': [
    ['operator'],
    {
      ...lookUp,
      caseId: null,
      kind: 'refund',
      amountMinor: 100,
      reason: 'The lamp came broken.',
      expectedVersion: 4,
      restsOnSeq: 9,
    },
  ],
  'repairs.approve': [['approver'], { ...lookUp, repairId: 'repair:order-42:click-0001', basisHash: 'a'.repeat(64) }],
  'repairs.refuse': [
    ['approver'],
    { ...lookUp, repairId: 'repair:order-42:click-0001', reason: 'The amount is wrong.' },
  ],
  'repairs.withdraw': [
    ['operator'],
    { ...lookUp, repairId: 'repair:order-42:click-0001', reason: 'It was the wrong order.' },
  ],
  'verdicts.view': [STAFF, oneCase],
  'verdicts.lookUp': [DESK, { ...oneCase, operationId: 'click-0001' }],
  'verdicts.propose': [
    ['operator'],
    {
      ...oneCase,
      kind: 'other_system',
      reason: 'The booking system made it.',
      restsOnSeq: 4,
      operationId: 'click-0001',
    },
  ],
  'verdicts.approve': [['approver'], { ...oneVerdict, basisHash: 'a'.repeat(64) }],
  'verdicts.refuse': [['approver'], { ...oneVerdict, reason: 'It is a customer of ours.' }],
  'verdicts.withdraw': [['operator'], { ...oneVerdict, reason: 'It was the wrong case.' }],
  'statements.list': [STAFF, { cursor: { importedAtMs: 1, statementId }, limit: 10 }],
  'statements.get': [STAFF, { statementId }],
  'statements.lines': [STAFF, { statementId, verdicts: ['different'], cursor: { lineNo: 0, lineId: 'txn_1' } }],
  'onCall.controls.view': [STAFF, undefined],
  'onCall.controls.impact': [STAFF, undefined],
  'onCall.controls.set': [
    ['operator', 'on-call'],
    {
      change: { kind: 'pause', scope: { kind: 'region', region: 'west' }, paused: true, untilMs: null },
      expectedVersion: 0,
      ...click,
    },
  ],
  'onCall.mode.glance': [STAFF, undefined],
  'onCall.mode.view': [STAFF, undefined],
  'onCall.mode.episodes': [STAFF, undefined],
  'onCall.mode.episode': [STAFF, { episodeId: 'episode:2026-11-27T10:00:00.000Z:east' }],
  'onCall.mode.sample': [STAFF, { region: 'west', sampleId: 'sample:west:1' }],
  'onCall.mode.enter': [ON_CALL, click],
  'onCall.mode.take': [ON_CALL, click],
  'onCall.mode.leave': [ON_CALL, click],
  'onCall.mode.moveRamp': [ON_CALL, { act: 'pause', ...click }],
  'onCall.mode.askGlass': [ON_CALL, { glassId: 'glass-00001', ...click }],
  'onCall.mode.agreeGlass': [['on-call', 'approver'], { glassId: 'glass-00001', ...click }],
  'onCall.mode.waive': [
    ON_CALL,
    { region: 'east', letter: { orderId: 'order-42', messageId: 'msg:1', consumer: 'mail' }, ...click },
  ],
  'operator.messages.resendMail': [['support', 'operator'], { ...lookUp, messageId: 'msg:order_confirmed:order-42@4' }],
};

interface Described {
  readonly _def: { readonly meta?: ProcedureMeta; readonly type: string };
}
const procedures: Readonly<Record<string, Described>> = appRouter._def.procedures as never;
const paths = Object.keys(procedures);

const sessionOf = (actor: Actor): StaffSession | null =>
  actor === 'anonymous'
    ? null
    : {
        userId: actor,
        sessionId: `session-of-${actor}`,
        email: `${actor}@evident.test`,
        name: actor,
        role: actor,
        signedInAtMs: 0,
        endsAtMs: 1,
      };

const KIND_OF: Readonly<Record<string, string>> = { view: 'view', get: 'case', letter: 'letter' };

/** Services that answer anything, and say that they were reached. */
function witnesses() {
  const reached: string[] = [];
  const service = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method) => async () => {
          reached.push(`${name}.${String(method)}`);
          return { kind: KIND_OF[String(method)] ?? 'evidence', evidence: {}, view: {}, case: {}, letter: {} };
        },
      },
    );
  const services = {
    finder: service('finder'),
    evidenceReader: service('evidenceReader'),
    packer: service('packer'),
    cases: service('cases'),
    desk: service('desk'),
    repairs: service('repairs'),
    verdicts: service('verdicts'),
    bulk: service('bulk'),
    ownership: service('ownership'),
    messages: service('messages'),
    statements: service('statements'),
    audit: service('audit'),
    traces: service('traces'),
    intents: service('intents'),
    controls: service('controls'),
    mode: service('mode'),
    drills: service('drills'),
    now: service('now'),
    news: service('news'),
    pressure: service('pressure'),
  } as unknown as ConsoleServices;
  return { reached, services };
}

const contextOf = (actor: Actor, services: ConsoleServices, isConfirmed: boolean): ConsoleContext => ({
  session: sessionOf(actor),
  stepUp: async (_session, action) =>
    isConfirmed
      ? { kind: 'confirmed', confirmedAtMs: 1 }
      : { kind: 'missing', asked: { action, objectHash: 'a'.repeat(64) } },
  region: 'east',
  requestId: 'req_1',
  traceId: null,
  traceparent: null,
  tracer: null,
  services,
  demoAccounts: null,
  environment: null,
});

async function call(path: string, actor: Actor, input: unknown, isConfirmed = true) {
  const { reached, services } = witnesses();
  const caller: unknown = createCaller(appRouter)(contextOf(actor, services, isConfirmed));
  const procedure = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], caller);
  const error = await (procedure as (given: unknown) => Promise<unknown>)(input).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const code = error === null ? 'OK' : error instanceof TRPCError ? error.code : String(error);
  return { code, reached, stepUp: error instanceof TRPCError ? toldRefusal(error).stepUp : null };
}

/** What a person confirms with their password, whatever else they may do. */
const STEPPED_UP = Object.keys(STEP_UPS);

describe('every procedure', () => {
  test('has a row in this table, and the table names no other', () => {
    expect(paths.toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  test('carries its permission; only the one that the sign-in page needs is for anyone', () => {
    expect(paths.filter((path) => procedures[path]?._def.meta?.permission === undefined)).toEqual([]);
    expect(paths.filter((path) => procedures[path]?._def.meta?.permission === 'anyone')).toEqual(['session.me']);
  });

  test('asks for the password again where money moves or a protection is left, and nowhere else', () => {
    expect(paths.filter((path) => procedures[path]?._def.meta?.stepUp === true).toSorted()).toEqual(
      STEPPED_UP.toSorted(),
    );
  });

  test.each(STEPPED_UP)(
    '%s reaches no service before it was confirmed, and says what is to be confirmed',
    async (path) => {
      const [may, input] = TABLE[path] ?? [[], undefined];
      const moves = path === 'bulk.start' ? { ...(input as object), repair: 'refund' } : input;
      const actor = may[0] ?? 'anonymous';
      expect(await call(path, actor, moves, false)).toEqual({
        code: 'PRECONDITION_FAILED',
        reached: [],
        stepUp: { action: path, objectHash: 'a'.repeat(64) },
      });
      expect((await call(path, actor, moves)).reached).toHaveLength(1);
      // who may not do it is not asked for a password
      expect((await call(path, 'auditor', moves, false)).code).toBe('FORBIDDEN');
    },
  );

  test.each([
    ['repairs.propose', 'kind', ['fail_safely', 'release', 'accept_difference']],
    ['bulk.start', 'repair', ['recheck', 'fail_safely', 'release', 'accept_difference']],
  ] as const)('%s takes no password where no money moves', async (path, field, kinds) => {
    for (const kind of kinds) {
      const input = { ...(TABLE[path]?.[1] as object), [field]: kind };
      expect((await call(path, 'operator', input, false)).code).toBe('OK');
    }
  });

  const rows = Object.entries(TABLE).flatMap(([path, [may, input]]) =>
    ACTORS.map((actor) => [path, actor, may.includes(actor), input] as const),
  );

  test.each(rows)('%s by %s: %s', async (path, actor, may, input) => {
    const { code, reached } = await call(path, actor, input);
    expect(code).toBe(may ? 'OK' : actor === 'anonymous' ? 'UNAUTHORIZED' : 'FORBIDDEN');
    if (!may) expect(reached).toEqual([]);
  });

  test.each(Object.entries(TABLE).filter(([, [, input]]) => input !== undefined))(
    '%s refuses a field that it does not know, and types that are not its own',
    async (path, [may, input]) => {
      const actor = may.find((each) => each !== 'anonymous') ?? 'support';
      const right = input as Record<string, unknown>;
      const wrong: unknown[] = [
        { ...right, extra: 1 },
        JSON.parse(`{"__proto__": {"admin": true}, ${JSON.stringify(right).slice(1)}`),
        ...Object.keys(right).flatMap((key) => [
          { ...right, [key]: { $ne: null } },
          { ...right, [key]: ['a'] },
          { ...right, [key]: Number.NaN },
          { ...right, [key]: 'x'.repeat(3_000) },
          { ...right, [key]: 'a\u0000\u001b[2J\r\nb' },
        ]),
        [],
        'text',
        2 ** 53,
      ];
      for (const each of wrong) {
        const { code, reached } = await call(path, actor, each);
        expect([code, reached, each]).toEqual(['BAD_REQUEST', [], each]);
      }
    },
  );

  test.each(Object.entries(TABLE).filter(([, [, input]]) => input !== undefined))(
    '%s refuses in every text of it, however deep, what no record can hold',
    async (path, [may, input]) => {
      const actor = may.find((each) => each !== 'anonymous') ?? 'support';
      for (const unholdable of ['\u0000', '\uD800'])
        for (const each of withOneTextChanged(input, (text) => text + unholdable)) {
          const { code, reached } = await call(path, actor, each);
          expect([code, reached, each]).toEqual(['BAD_REQUEST', [], each]);
        }
    },
  );
});

/** The same value as often as it holds a text, each time with another one of them changed. */
function withOneTextChanged(value: unknown, change: (text: string) => string): unknown[] {
  if (typeof value === 'string') return [change(value)];
  if (Array.isArray(value))
    return value.flatMap((item, at) => withOneTextChanged(item, change).map((changed) => value.with(at, changed)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    withOneTextChanged(item, change).map((changed) => ({ ...value, [key]: changed })),
  );
}
