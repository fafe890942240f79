/** A shard goes from one implementation's database to the other's and perhaps back, in random steps, with random commands before and after: the one contract of the stores that carry it. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { otherRegion, type Region, shardOf } from '../../domain/ids';
import type { FencedTryStore } from '../../stores/fenced-tries';
import type { HandOverStore } from '../../stores/hand-overs';
import type { ShardClaimStore } from '../../stores/shard-claims';
import { answered, textOf } from './answer-text';
import { type Command, script } from './commands';
import { BEGAN_MS, orderIdOf } from './drafts';
import { runScript } from './run-script';
import type { Subject } from './subjects';

/** One region's database, as one implementation reaches it. */
export interface CarryingSubject {
  readonly subject: Subject;
  readonly handOvers: HandOverStore;
  readonly claims: ShardClaimStore;
  readonly fenced: Pick<FencedTryStore, 'record'>;
}

export type CarryingRegions = Readonly<Record<Region, CarryingSubject>>;

const STEPS = [
  'begin',
  'begin_again',
  'claim',
  'claim_for_long',
  'unclaim',
  'abort',
  'reopen',
  'reopen_dropped',
  'drop',
  'drain',
  'close',
  'accept_too_early',
  'accept_another',
  'was_refused',
  'was_accepted_lower',
  'clear',
  'fenced',
  'in_flight',
  'untold',
  'told',
  'take',
  'sweep_owed',
  'forget_carried',
] as const;

interface HandOverStep {
  readonly kind: 'go' | (typeof STEPS)[number];
  /** Which hand-over: there, or back again. */
  readonly way: 'there' | 'back';
}

interface Scene {
  readonly before: readonly Command[];
  readonly steps: readonly HandOverStep[];
  readonly after: readonly Command[];
}

const way = fc.constantFrom<HandOverStep['way']>('there', 'there', 'back');
const go = fc.record({ kind: fc.constant('go' as const), way });

export const handOverScene: fc.Arbitrary<Scene> = fc.record({
  before: script,
  steps: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: go },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...STEPS), way }) },
    ),
    { minLength: 8, maxLength: 26 },
  ),
  after: script,
});

const SHARD = shardOf(orderIdOf(0));
/** Always over, and never: what the two databases' clocks say of a moment is not compared. */
const AT_ONCE_MS = -60_000;
const NEVER_MS = 3_600_000;

export async function runHandOverScene(scene: Scene, regions: CarryingRegions): Promise<string[]> {
  const { east, west } = regions;
  const said = await runScript(scene.before, east.subject);
  for (const step of scene.steps) {
    said.push(`${step.kind} ${step.way}: ${await answered(() => take(step, regions))}`);
    said.push(`shard: ${await standing(east)} and ${await standing(west)}`);
  }
  for (const side of [east, west]) said.push(...(await runScript(scene.after, side.subject)));
  for (const [region, { handOvers }] of Object.entries(regions))
    for (const id of ['ho_there', 'ho_back']) {
      said.push(`${region} ${id}: ${textOf(timeless(await handOvers.get(id)))}`);
      said.push(`${region} ${id} steps: ${(await handOvers.steps([id])).map(({ step }) => step).join(' ')}`);
    }
  // json_build_object writes spaces where nobody else does
  return said.map((line) => line.replaceAll('\\" : ', '\\":').replaceAll(', \\"', ',\\"'));
}

async function take({ kind, way: which }: HandOverStep, regions: CarryingRegions): Promise<unknown> {
  const from = which === 'there' ? 'east' : 'west';
  const to = otherRegion(from);
  const { handOvers } = regions[from];
  const id = `ho_${which}`;
  const order = { handOverId: id, shard: SHARD, from, to, by: 'staff:ada', reason: 'the region is full' };
  const entry = entryOf(id);
  switch (kind) {
    case 'go':
      return goOn(id, regions[from], regions[to], () => handOvers.begin(order, entry), order);
    case 'begin':
      return handOvers.begin(order, entry);
    case 'begin_again':
      return handOvers.begin({ ...order, handOverId: `${id}_again` }, entryOf(`${id}_again`));
    case 'claim':
    case 'claim_for_long':
      return timeless(await handOvers.claim(kind === 'claim' ? AT_ONCE_MS : NEVER_MS));
    case 'unclaim':
      return handOvers.unclaim(id);
    case 'abort':
      return handOvers.askAbort(id, 'the wrong shard', entryOf(`${id}_abort`));
    case 'reopen':
      return handOvers.reopen(id, false);
    case 'reopen_dropped':
      return handOvers.reopen(id, true);
    case 'drop':
      return regions[to].handOvers.drop(order);
    case 'drain':
      return handOvers.drain(id);
    case 'close':
      return handOvers.close(id);
    case 'accept_too_early':
      return handOvers.askAccept(id, NEVER_MS, 1);
    case 'accept_another':
      return kindOf(await regions[to].handOvers.accept(id, 1, 7, 'another digest', null));
    case 'was_refused':
      return handOvers.acceptWasRefused(id, 'refused');
    case 'was_accepted_lower':
      return handOvers.wasAccepted(id, 0);
    case 'clear':
      return handOvers.clear(id, 1);
    case 'fenced':
      return regions[from].fenced.record([
        {
          orderId: orderIdOf(0),
          shard: SHARD,
          region: from,
          triedEpoch: 0,
          triedState: null,
          actor: 'system:order-owner',
          observedAtMs: BEGAN_MS,
        },
      ]);
    case 'in_flight':
      return handOvers.inFlight(SHARD);
    case 'untold':
      return timeless(await handOvers.takenBackUntold());
    case 'told':
      return handOvers.note(id, { waitsFor: null });
    case 'sweep_owed':
      return sweepOwed(regions[from]);
    case 'forget_carried':
      return [await handOvers.forgetCarried(1), await handOvers.forgetCarried(1_000)];
    case 'take':
      return (await regions[from].subject.shards.take(from, `worker-${from}`, NEVER_MS, 1_000)).length;
    default:
      return kind satisfies never;
  }
}

/** The next step, as the carrier takes it. */
async function goOn(
  id: string,
  from: CarryingSubject,
  to: CarryingSubject,
  begin: () => Promise<unknown>,
  order: Parameters<HandOverStore['prepare']>[0],
): Promise<unknown> {
  const row = await from.handOvers.get(id);
  switch (row?.step) {
    case undefined:
      return begin();
    case 'copying': {
      const ready = await to.handOvers.prepare(order);
      return [ready, await carry(id, from, to), await from.handOvers.drain(id)];
    }
    case 'draining':
      return from.handOvers.close(id);
    case 'closed': {
      const settled = await from.handOvers.hasSettled(id);
      const ready = await to.handOvers.prepare(order);
      const carried = await carry(id, from, to);
      return [settled, ready, carried, await from.handOvers.askAccept(id, AT_ONCE_MS, carried.orders.length)];
    }
    case 'accepting': {
      const { digest, orders } = await totalOf(from);
      const answer = await to.handOvers.accept(id, row.closedEpoch ?? 0, orders, digest, row.sweepFromMs);
      return answer.kind === 'accepted'
        ? [answer, await from.handOvers.wasAccepted(id, answer.epoch)]
        : [answer.kind, await from.handOvers.acceptWasRefused(id, 'refused')];
    }
    case 'clearing':
      return from.handOvers.clear(id, 1);
    case 'done':
    case 'aborted':
    case 'receiving':
    case 'accepted':
      return row.step;
    default:
      return row?.step satisfies undefined;
  }
}

/** What is carried, by the tables that it is from. */
async function carry(id: string, from: CarryingSubject, to: CarryingSubject) {
  const ids = await from.handOvers.idsOf(SHARD, '', 200);
  const missing = await to.handOvers.missing(id, await from.handOvers.digests(ids));
  const orders = await from.handOvers.records(missing);
  const kept = await to.handOvers.keep(id, orders);
  return { orders: ids, missing: missing.sort(), kept, tables: orders.map(({ tables }) => [...tables].sort()) };
}

async function totalOf({ handOvers }: CarryingSubject) {
  const hash = createHash('md5');
  const ids = await handOvers.idsOf(SHARD, '', 200);
  for (const { digest, orderId } of await handOvers.digests(ids)) hash.update(orderId + digest);
  return { orders: ids.length, digest: hash.digest('hex') };
}

/** A minute of what is owed, and the same once more, as by a sweeper that comes second. */
async function sweepOwed({ subject: { sweeps } }: CarryingSubject): Promise<unknown> {
  const owed = await sweeps.owed();
  if (owed === null) return null;
  const { fromMs, handOverId, shard } = owed;
  const window = { pass: 3, fromMs, toMs: fromMs + 60_000, followsMs: fromMs, owed: { handOverId, shard } } as const;
  const counts = { charges: 0, agreed: 0, waiting: 0, findings: 0 };
  const sweep = {
    region: 'east',
    window,
    sweptAtMs: BEGAN_MS,
    ...counts,
    opens: [],
    closes: [],
    evidence: [],
  } as const;
  return [handOverId, shard, fromMs, await sweeps.record(sweep), await sweeps.record(sweep)];
}

async function standing({ claims, subject }: CarryingSubject): Promise<string> {
  const row = (await claims.own()).find(({ shard }) => shard === SHARD);
  const epoch = await subject.shards.epochOf(SHARD, row?.region ?? 'east');
  return textOf([row?.region, row?.standing, row?.epoch, row?.holder, epoch]);
}

/** What a hand-over says besides its instants and its words. */
function timeless(row: Awaited<ReturnType<HandOverStore['get']>>): unknown {
  if (row === null) return null;
  const { abortAskedBy, acceptAsked, acceptedEpoch, closedEpoch, from, ordersTotal, pass, side, step, sweepFromMs } =
    row;
  const { endedAtMs, sweepUntilMs } = row;
  const owedHours = sweepUntilMs === null ? null : Math.round(((endedAtMs ?? 0) - sweepUntilMs) / 36_000) / 100;
  const told = { abortAskedBy, acceptAsked, acceptedEpoch, closedEpoch, from, ordersTotal, pass, side, step };
  return { ...told, sweepFromMs, owedHours };
}

const kindOf = ({ kind }: { readonly kind: string }): string => kind;

const entryOf = (operationId: string): Parameters<HandOverStore['begin']>[1] => ({
  actor: 'staff:ada',
  role: 'on-call',
  action: 'ownership:hand_over',
  object: `shard ${SHARD}`,
  operationId,
  requestId: 'req_1',
  reason: 'the region is full',
  detail: { shard: SHARD },
});
