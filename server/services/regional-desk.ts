/**
 * One desk for the cases of both regions: a list asks both, a case is worked where it is recorded. A region that was not reached is
 * named, so that nobody takes its silence for an empty queue. Permissions were checked by the procedure that asks.
 */
import { type ActionResult, notAnsweredBy } from '../domain/action-result';
import { caseFigures, type CaseFigures, type CountedApart } from '../domain/case-figures';
import {
  comparePlaces,
  cursorOf,
  mergedQueue,
  type NextCasePreset,
  placeOfCursor,
  type QueueFilter,
  type QueuePlace,
} from '../domain/case-queue';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import { type LastSweep, mergedSweeps } from '../domain/last-sweep';
import { rolesThatMay } from '../domain/permissions';
import { type AmbiguityReport, mergedAmbiguity } from '../domain/recurring-ambiguity';
import { otherRegion, type Region, REGIONS } from '../domain/region';
import type { StaffAsked } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { AmbiguityWindow } from '../stores/ambiguities';
import type { StaffMember, StaffMemberStore } from '../stores/staff-members';
import { type CaseRef, NO_CASE, NO_FREE_CASE, type NextCaseResult } from './case-desk';
import type { CaseShown, EndedProposal, ProposalShown, QueueRow } from './case-reader';
import type { CaseSide } from './case-side';
import type { RegionRouter } from './region-router';

export interface RegionalDeskParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly router: Pick<RegionRouter, 'ask'>;
  /** Of this region; everybody on the staff is known in both. */
  readonly staff: Pick<StaffMemberStore, 'withRole'>;
  newRequestId(): string;
}

interface Told {
  /** Regions that did not answer: their cases are missing from what is told. */
  readonly notReached: readonly Region[];
  readonly nowMs: number;
  readonly freshness: Freshness;
}

export interface DeskQuestion {
  readonly filter: QueueFilter;
  /** Null: both. */
  readonly region: Region | null;
  readonly who: string;
  /** From the page before; null for the first. */
  readonly cursor: string | null;
  readonly limit: number;
}

export interface DeskRow extends Omit<QueueRow, 'atMs'> {
  /** Continues after this row. */
  readonly cursor: string;
}

export interface QueuePage extends Told {
  readonly rows: readonly DeskRow[];
  /** Null: there are no more. */
  readonly nextCursor: string | null;
}

export interface ProposalsShown extends Told {
  readonly rows: readonly ProposalShown[];
  /** Also of those that are not shown. */
  readonly count: number;
  /** Ended by themselves in the last day, because nobody answered them; the newest first. */
  readonly ended: readonly EndedProposal[];
}

export type CaseResult =
  | { readonly kind: 'case'; readonly case: CaseShown }
  | { readonly kind: 'not_found' | 'not_reached'; readonly region: Region };

const PATIENCE_MS = 8_000;
const LIST_PATIENCE_MS = 2_500;

export class RegionalDesk {
  constructor(private readonly parts: RegionalDeskParts) {}

  /** Null: the cursor is none of ours. */
  async queue({ cursor, region, ...question }: DeskQuestion): Promise<QueuePage | null> {
    const after = cursor === null ? null : placeOfCursor(cursor);
    if (cursor !== null && after === null) return null;
    const { answers, told } = await this.askAll(region, 'cases_queue', { ...question, after });
    const { more, rows } = mergedQueue(answers, question.limit);
    const last = rows.at(-1);
    return {
      rows: rows.map(({ atMs, ...row }) => ({ ...row, cursor: cursorOf({ ...row, atMs }) })),
      nextCursor: more && last !== undefined ? cursorOf(last) : null,
      ...told,
    };
  }

  async matching(filter: QueueFilter, region: Region | null, who: string): Promise<{ readonly count: number } & Told> {
    const { answers, told } = await this.askAll(region, 'cases_matching', { filter, who });
    return { count: answers.reduce((sum, { count }) => sum + count, 0), ...told };
  }

  async figures(who: string): Promise<CaseFigures & Told> {
    const { answers, told } = await this.askAll(null, 'cases_counted', { who });
    // an older build of the other region does not tell every part
    const sum = (part: keyof CountedApart) => answers.reduce((total, each) => total + (each[part] ?? 0), 0);
    const apart = {
      mine: sum('mine'),
      awaitingSecondPerson: sum('awaitingSecondPerson'),
      proposalsWithoutCase: sum('proposalsWithoutCase'),
    };
    return {
      ...caseFigures(
        answers.flatMap(({ counts }) => counts),
        apart,
      ),
      ...told,
    };
  }

  /** Repairs that wait for a second person and that no case of the queue leads to, the longest waiting first. */
  async proposals(region: Region | null, limit: number): Promise<ProposalsShown> {
    const { answers, told } = await this.askAll(region, 'cases_proposals', { limit });
    const rows = answers
      .flatMap(({ waiting }) => waiting.rows)
      .toSorted((a, b) => a.proposedAtMs - b.proposedAtMs)
      .slice(0, limit);
    const ended = answers.flatMap((answer) => answer.ended).toSorted((a, b) => b.endedAtMs - a.endedAtMs);
    return { rows, count: answers.reduce((sum, { waiting }) => sum + waiting.count, 0), ended, ...told };
  }

  async ambiguity(
    window: AmbiguityWindow,
    region: Region | null,
  ): Promise<{ readonly report: AmbiguityReport | null } & Told> {
    const { answers, told } = await this.askAll(region, 'cases_ambiguity', window);
    return { report: mergedAmbiguity(answers), ...told };
  }

  /** What the regions that answered compared with the provider's list; null while one of them has not. */
  async lastSweep(): Promise<{ readonly sweep: LastSweep | null } & Told> {
    const { answers, told } = await this.askAll(null, 'cases_last_sweep', {});
    return { sweep: mergedSweeps(answers.map(({ sweep }) => sweep)), ...told };
  }

  async get(ref: CaseRef): Promise<CaseResult> {
    const answer = await this.ask(ref.region, 'cases_get', ref, PATIENCE_MS);
    if (answer === null) return { kind: 'not_reached', region: ref.region };
    if (answer.shown !== null) return { kind: 'case', case: answer.shown };
    // a case goes with its order's shard: an address that was kept may name the region before
    const other = otherRegion(ref.region);
    const moved = await this.ask(other, 'cases_get', elsewhere(ref), PATIENCE_MS);
    if (moved === null) return { kind: 'not_reached', region: other };
    return moved.shown === null ? { kind: 'not_found', region: ref.region } : { kind: 'case', case: moved.shown };
  }

  claim = (ref: CaseRef, asked: StaffAsked) => this.act('cases_claim', ref, { ref, asked });
  keep = (ref: CaseRef, asked: Pick<StaffAsked, 'staff'>) => this.act('cases_keep', ref, { ref, asked });
  release = (ref: CaseRef, asked: StaffAsked) => this.act('cases_release', ref, { ref, asked });
  note = (ref: CaseRef, text: string, asked: StaffAsked) => this.act('cases_note', ref, { ref, text, asked });

  async handOver(ref: CaseRef, to: string, note: string, asked: StaffAsked): Promise<ActionResult> {
    const colleagues = await this.colleagues();
    if (!colleagues.some(({ email }) => email === to))
      return { kind: 'not_done', code: 'not_a_colleague', text: 'Nobody of this address may work cases.' };
    return this.act('cases_hand_over', ref, { ref, to, note, asked });
  }

  /** Who may work cases: to whom one can be handed over. */
  colleagues(): Promise<readonly StaffMember[]> {
    return this.parts.staff.withRole(rolesThatMay('cases:work'));
  }

  /** Null: the cursor is none of ours. Of both regions, the one whose next case comes first is asked for it, then the other. */
  async next(preset: NextCasePreset, cursor: string | null, asked: StaffAsked): Promise<NextCaseResult | null> {
    const after = cursor === null ? null : placeOfCursor(cursor);
    if (cursor !== null && after === null) return null;
    const input = { preset, after, asked };
    const seen = await Promise.all(
      REGIONS.map(async (region) => ({
        region,
        glimpse: await this.ask(region, 'cases_glimpse', input, LIST_PATIENCE_MS),
      })),
    );
    const before = seen.find(({ glimpse }) => glimpse !== null && glimpse.taken !== null);
    for (const region of before === undefined ? inTurn(seen) : [before.region]) {
      const result = await this.ask(region, 'cases_next', input, PATIENCE_MS);
      if (result === null) return notKnownYet(region);
      if (result.kind !== 'not_done' || result.code !== NO_FREE_CASE.code) return result;
    }
    const missing = seen.flatMap(({ glimpse, region }) => (glimpse === null ? [region] : []));
    return missing.length === 0 ? NO_FREE_CASE : noFreeCaseReached(missing);
  }

  /** An action whose answer was lost may have been done: it is repeated under the same operation id. */
  private async act<M extends 'cases_claim' | 'cases_keep' | 'cases_release' | 'cases_hand_over' | 'cases_note'>(
    method: M,
    { region }: CaseRef,
    input: Parameters<CaseSide[M]>[0],
  ): Promise<ActionResult> {
    const answer = (await this.ask(region, method, input, PATIENCE_MS)) as ActionResult | null;
    if (answer === null) return notKnownYet(region);
    if (answer.kind !== 'not_done' || answer.code !== NO_CASE.code) return answer;
    const other = otherRegion(region);
    return ((await this.ask(other, method, input, PATIENCE_MS)) as ActionResult | null) ?? notKnownYet(other);
  }

  private async askAll<
    M extends
      | 'cases_queue'
      | 'cases_matching'
      | 'cases_counted'
      | 'cases_proposals'
      | 'cases_ambiguity'
      | 'cases_last_sweep',
  >(
    region: Region | null,
    method: M,
    input: Parameters<CaseSide[M]>[0],
  ): Promise<{ readonly answers: readonly Awaited<ReturnType<CaseSide[M]>>[]; readonly told: Told }> {
    const nowMs = this.parts.clock.nowMs();
    const asked = region === null ? REGIONS : [region];
    const all = await Promise.all(
      asked.map(async (each) => ({ region: each, answer: await this.ask(each, method, input, LIST_PATIENCE_MS) })),
    );
    const notReached = all.filter(({ answer }) => answer === null).map((each) => each.region);
    const answers = all.flatMap(({ answer }) => (answer === null ? [] : [answer]));
    return { answers, told: { notReached, nowMs, freshness: freshAtOwner(this.parts.region, nowMs) } };
  }

  /** Null: the region did not answer. */
  private async ask<M extends keyof CaseSide>(
    region: Region,
    method: M,
    input: Parameters<CaseSide[M]>[0],
    remainingMs: number,
  ): Promise<Awaited<ReturnType<CaseSide[M]>> | null> {
    const context = { requestId: this.parts.newRequestId(), traceparent: '', remainingMs };
    const routed = await this.parts.router.ask(region, method, input as never, context);
    return routed.kind === 'answered' ? (routed.answer as Awaited<ReturnType<CaseSide[M]>>) : null;
  }
}

const elsewhere = (ref: CaseRef): CaseRef => ({ ...ref, region: otherRegion(ref.region) });

/** Regions that have a free case, the one whose case comes first in the queue first. */
function inTurn(
  seen: readonly { readonly region: Region; readonly glimpse: { readonly next: QueuePlace | null } | null }[],
): readonly Region[] {
  return seen
    .flatMap(({ glimpse, region }) =>
      glimpse === null || glimpse.next === null ? [] : [{ region, next: glimpse.next }],
    )
    .toSorted((a, b) => comparePlaces(a.next, b.next))
    .map(({ region }) => region);
}

const noFreeCaseReached = (missing: readonly Region[]): typeof NO_FREE_CASE => ({
  ...NO_FREE_CASE,
  text: `No case of this list is free where it could be asked; ${missing.join(' and ')} was not reached.`,
});

const notKnownYet = (region: Region) => notAnsweredBy(region, '/console/reconciliation');
