/** Degraded mode is entered, sampled and left in random steps over random records: the one contract of the stores that judge the way out. */
import fc from 'fast-check';
import { type Mode, MODE_CHANGES, type ModeChange, nextStep, type RampStep } from '../../domain/degraded-mode';
import type { AgreementSampleStore } from '../../stores/agreement-samples';
import type { BrokenGlassStore } from '../../stores/broken-glasses';
import type { NewAuditEntry } from '../../stores/audit';
import type { ControlStore } from '../../stores/controls';
import type { DegradedModeStore } from '../../stores/degraded-modes';
import type { EpochCanaryStore } from '../../stores/epoch-canaries';
import type { ExitCheckStore } from '../../stores/exit-checks';
import { answered } from './answer-text';
import { type Command, script } from './commands';
import { BEGAN_MS } from './drafts';
import { runScript } from './run-script';
import type { Subject } from './subjects';

/** What is made to have happened long ago. */
export const AGED = ['orders', 'payments', 'queue'] as const;
export type Aged = (typeof AGED)[number];
/** Long over, and still to come: what the two databases' clocks say of a moment is not compared. */
export const LONG_AGO_MS = Date.UTC(2020, 0, 1);
const LATER_MS = BEGAN_MS + 3_600_000;
/** Later than either database's clock. */
const NOT_LONG_AGO_MS = Date.UTC(2040, 0, 1);
/** Whose names stand in the records, and what they may do. */
export const PEOPLE = { jo: 'on-call', tom: 'approver', sam: 'support' } as const;
const NAMES = Object.keys(PEOPLE) as (keyof typeof PEOPLE)[];
const REGION = 'east';

export interface ModeSubject {
  readonly subject: Subject;
  readonly modes: DegradedModeStore;
  readonly checks: ExitCheckStore;
  readonly samples: Pick<AgreementSampleStore, 'draw' | 'keep'>;
  readonly canaries: EpochCanaryStore;
  readonly controls: Pick<ControlStore, 'list' | 'set' | 'apply'>;
  readonly glasses: BrokenGlassStore;
  /** The other region was heard at this instant, in its mode. */
  readonly hear: (atMs: number, mode: unknown) => Promise<void>;
  readonly age: (what: Aged) => Promise<void>;
  /** Somebody takes the fence down, or puts it up again. */
  readonly fence: (stands: boolean) => Promise<void>;
  /** Every dead letter that may be let lie is let lie. */
  readonly waive: () => Promise<void>;
}

type ModeStep =
  | {
      readonly kind: 'move';
      readonly change: ModeChange;
      readonly percent: RampStep;
      readonly version: 'next' | 'same';
      readonly episode: number;
      /** Null: no person asked. */
      readonly click: number | null;
      readonly glass: number;
    }
  | {
      readonly kind: 'ask_glass' | 'agree_glass';
      readonly glass: number;
      readonly by: keyof typeof PEOPLE;
      readonly old: boolean;
      readonly click: number;
    }
  | {
      readonly kind: 'set' | 'apply';
      readonly name: string;
      /** That is seen, or that is told. */
      readonly version: number;
      readonly origin: 'east' | 'west';
      readonly old: boolean;
      readonly click: number;
    }
  | { readonly kind: 'sample'; readonly says: 'agrees' | 'one_differs' | 'nobody_asked'; readonly old: boolean }
  | { readonly kind: 'hear'; readonly old: boolean; readonly episode: number }
  | { readonly kind: 'age'; readonly what: Aged }
  | { readonly kind: 'fence'; readonly stands: boolean }
  | { readonly kind: 'way_out' | 'read' | 'canary' | 'waive' };

const percent = fc.constantFrom<RampStep>(5, 25, 50, 100);
const episode = fc.constantFrom(1, 2, 3);
const change = fc.constantFrom<ModeChange>(...MODE_CHANGES);
const glass = fc.constantFrom(1, 2);
const by = fc.constantFrom(...NAMES);
const version = fc.constantFrom('next' as const, 'next' as const, 'next' as const, 'same' as const);
const click = fc.constantFrom(null, null, 1, 2);
const says = fc.constantFrom('agrees' as const, 'agrees' as const, 'one_differs' as const, 'nobody_asked' as const);
const old = fc.constantFrom(false, false, false, true);

const step: fc.Arbitrary<ModeStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('move' as const), change, percent, version, episode, click, glass }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('ask_glass' as const, 'agree_glass' as const),
      glass,
      by,
      old,
      click: fc.integer({ min: 3, max: 60 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('set' as const, 'apply' as const),
      name: fc.constantFrom('payments_paused', 'payments_paused:region:east', 'shed:recommendations'),
      version: fc.integer({ min: 0, max: 4 }),
      origin: fc.constantFrom('east' as const, 'west' as const),
      old,
      click: fc.integer({ min: 3, max: 60 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sample' as const), says, old }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hear' as const), old, episode }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('age' as const), what: fc.constantFrom(...AGED) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('fence' as const), stands: fc.constantFrom(true, true, false) }),
  },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('way_out' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('read' as const, 'canary' as const, 'waive' as const) }) },
);

/** An order that is paid and not decided, for certain; what else there is, the script draws. */
const PAID: readonly Command[] = [
  { kind: 'take_shards', holder: 'worker-a', lasting: true },
  { kind: 'place', order: 0, scope: 'pay', quantity: 1, corruption: 'none' },
  {
    kind: 'record',
    order: 0,
    operation: 'pay',
    said: 'authorized',
    event: null,
    nextCheck: 'none',
    says: 'closes',
    afterMs: 0,
  },
];

export const modeScene = fc.record({
  before: script.map((drawn) => [...PAID, ...drawn]),
  steps: fc.array(step, { minLength: 10, maxLength: 40 }),
});

export interface ModeScene {
  readonly before: readonly Command[];
  readonly steps: readonly ModeStep[];
}

export async function runModeScene({ before, steps }: ModeScene, subject: ModeSubject): Promise<string[]> {
  // what these answer is the contract of all stores
  await runScript(before, subject.subject);
  const said: string[] = [];
  for (const [n, each] of steps.entries()) said.push(`${each.kind}: ${await answered(() => take(each, subject, n))}`);
  said.push(`clicks: ${await answered(() => clicksOf(subject.subject))}`);
  return said;
}

async function take(each: ModeStep, subject: ModeSubject, n: number): Promise<unknown> {
  const { age, canaries, checks, fence, hear, modes, waive } = subject;
  const { mode } = await modes.get(REGION);
  switch (each.kind) {
    case 'move':
      return moved(modes, mode, each);
    case 'way_out':
      return moved(modes, mode, { ...wayOut(mode), version: 'next', episode: 10 + n, click: null, glass: 1 });
    case 'set':
    case 'apply':
      return switched(subject, each);
    case 'ask_glass':
    case 'agree_glass':
      return glassed(subject, mode, each, n);
    case 'sample':
      return sampled(subject, mode, each, n);
    case 'hear':
      return hear(each.old ? LONG_AGO_MS : LATER_MS + n, { state: 'degraded', episodeId: nameOf(each.episode) });
    case 'age':
      return age(each.what);
    case 'fence':
      return fence(each.stands);
    case 'waive':
      return waive();
    case 'canary':
      return canaries.tryRecord(3, `canary:${n}`, -1);
    case 'read': {
      const lines = await checks.read(REGION, episodeOf(mode));
      // an age depends on whose clock ran; whether it holds does not
      return lines.map(({ holds, limit, line, now }) => [line, holds, limit, AGES.includes(line) ? null : now]);
    }
    default:
      return each satisfies never;
  }
}

const AGES: readonly string[] = ['oldest_pending', 'queue_age', 'other_region'];
const nameOf = (number: number): string => `episode:${number}`;
const episodeOf = (mode: Mode): string => (mode.state === 'normal' ? nameOf(1) : mode.episodeId);

async function sampled(
  { samples }: ModeSubject,
  mode: Mode,
  { old: isOld, says: answer }: Extract<ModeStep, { kind: 'sample' }>,
  n: number,
): Promise<unknown> {
  const sampleId = `sample:${n}`;
  const takenAtMs = isOld ? LONG_AGO_MS + n : LATER_MS + n;
  const { payments, population } = await samples.draw(BEGAN_MS, LATER_MS, sampleId, 200);
  const rows = answer === 'nobody_asked' ? [] : payments;
  const kept = rows.map(({ orderId, providerReference, state }, index) => ({
    orderId,
    ours: state,
    theirs: 'authorized',
    providerReference,
    agrees: answer === 'agrees' || index > 0,
    askedAtMs: takenAtMs,
  }));
  await samples.keep({ sampleId, region: REGION, episodeId: episodeOf(mode), takenAtMs, population }, kept);
  return [population, payments];
}

/** The next step of the way out, as the product goes it. */
function wayOut(mode: Mode): { readonly change: ModeChange; readonly percent: RampStep } {
  switch (mode.state) {
    case 'normal':
      return { change: 'entered', percent: 5 };
    case 'degraded':
      return { change: 'recovery_began', percent: 5 };
    case 'recovering': {
      const next = nextStep(mode.rampPercent);
      return next === null ? { change: 'returned', percent: 5 } : { change: 'stepped_up', percent: next };
    }
    default:
      return mode satisfies never;
  }
}

const STATE_OF: Readonly<Partial<Record<ModeChange, Mode['state']>>> = {
  entered: 'degraded',
  joined: 'degraded',
  relapsed: 'degraded',
  returned: 'normal',
};

type Asked = Omit<Extract<ModeStep, { kind: 'move' }>, 'kind'>;

async function moved(modes: DegradedModeStore, mode: Mode, asked: Asked): Promise<unknown> {
  const { change: how, percent: to } = asked;
  const state = how === 'taken' ? mode.state : (STATE_OF[how] ?? 'recovering');
  const goesOn = mode.state !== 'normal' && how !== 'joined';
  const common = {
    version: mode.version + (asked.version === 'next' ? 1 : 0),
    episodeId: goesOn ? mode.episodeId : nameOf(asked.episode),
    enteredAtMs: BEGAN_MS,
    owner: 'staff:ada',
    glassId: glassOf(mode, asked),
  };
  const ramp = { rampPercent: to, stepSinceMs: LATER_MS, rampPaused: how === 'ramp_paused' };
  const next: Mode =
    state === 'normal'
      ? { state, version: common.version }
      : state === 'degraded'
        ? { state, ...common }
        : { state, ...common, ...ramp };
  const witness = { reason: 'it is so', evidence: {}, changedBy: 'staff:ada', nowMs: LATER_MS };
  const answer = await modes.move(REGION, { next, change: how }, witness, entryOf(asked.click));
  const refusal = answer.kind === 'refused' ? answer.code : '';
  const lines = refusal === 'evidence_missing' && answer.kind === 'refused' ? answer.text.split(': ').at(-1) : '';
  return [answer.kind, refusal, lines, (await modes.get(REGION)).mode, await modes.knows(REGION, nameOf(2))];
}

function glassOf(mode: Mode, { change: how, glass: number }: Asked): string | null {
  if (how === 'glass_broken') return glassName(number);
  return mode.state === 'normal' || how === 'relapsed' ? null : mode.glassId;
}

const glassName = (number: number): string => `glass:${number}`;

async function glassed(
  { glasses }: ModeSubject,
  mode: Mode,
  {
    by: name,
    click: clicked,
    glass: number,
    kind,
    old: isOld,
  }: Extract<ModeStep, { kind: 'ask_glass' | 'agree_glass' }>,
  n: number,
): Promise<unknown> {
  const [glassId, who, episodeId] = [glassName(number), `staff:${name}@evident.test`, episodeOf(mode)];
  const atMs = isOld ? LONG_AGO_MS : NOT_LONG_AGO_MS;
  const asked = { glassId, episodeId, reason: 'it has to be so', heldBy: [], askedBy: who, askedAtMs: LATER_MS + n };
  const answer =
    kind === 'ask_glass'
      ? await glasses.ask(entryOf(clicked), REGION, asked)
      : await glasses.agree(entryOf(clicked), glassId, who, atMs);
  return [answer, await glasses.ofEpisode(REGION, episodeId)];
}

async function switched(
  { controls }: ModeSubject,
  { click: clicked, kind, name, old: isOld, origin, version: seen }: Extract<ModeStep, { kind: 'set' | 'apply' }>,
): Promise<unknown> {
  const value = name.startsWith('shed:') ? { shed: true } : { paused: true, until_ms: null };
  const changedAtMs = isOld ? LONG_AGO_MS : LATER_MS;
  const set = { name, value, reason: 'it is so', changedBy: 'staff:ada', changedAtMs, origin };
  const answer =
    kind === 'set'
      ? await controls.set(entryOf(clicked), set, seen)
      : await controls.apply([{ ...set, version: seen + 1 }]);
  const rows = await controls.list();
  return [answer, rows.map((row) => (row.version === 0 ? [row.name, row.value] : row))];
}

function entryOf(clicked: number): NewAuditEntry;
function entryOf(clicked: number | null): NewAuditEntry | null;
function entryOf(clicked: number | null): NewAuditEntry | null {
  if (clicked === null) return null;
  return {
    actor: 'staff:ada',
    role: 'on-call',
    action: 'degraded:exit',
    object: 'degraded_mode:east',
    operationId: `mode:${clicked}`,
    requestId: 'req_mode',
    reason: 'it is so',
    detail: { act: 'move' },
  };
}

/** A click whose change was refused leaves no entry. */
async function clicksOf({ audit }: Subject): Promise<string[]> {
  const entries = await audit.find({
    actor: null,
    action: 'degraded:exit',
    object: null,
    beforeSeq: null,
    limit: 100,
  });
  return entries.map(({ operationId }) => operationId).sort();
}
