/** What a region answers about its own cases, by name and plain data; `regional-desk.ts` asks it of both. */
import type { ActionResult } from '../domain/action-result';
import type { NextCasePreset, QueueFilter, QueuePlace } from '../domain/case-queue';
import type { LastSweep } from '../domain/last-sweep';
import type { AmbiguityReport } from '../domain/recurring-ambiguity';
import type { StaffAsked } from '../domain/staff';
import type { AmbiguityWindow } from '../stores/ambiguities';
import type { CaseKey } from '../stores/case-claims';
import type { CountedCases } from '../stores/open-cases';
import type { CaseDesk, NextCaseGlimpse, NextCaseResult } from './case-desk';
import type { CaseReader, CaseShown, ProposalsStanding, QueueQuestion, QueueStretch } from './case-reader';

interface Next {
  readonly preset: NextCasePreset;
  readonly after: QueuePlace | null;
  readonly asked: StaffAsked;
}

export interface CaseSide {
  cases_queue(input: QueueQuestion): Promise<QueueStretch>;
  cases_matching(input: { filter: QueueFilter; who: string }): Promise<{ readonly count: number }>;
  cases_counted(input: { who: string }): Promise<CountedCases>;
  cases_proposals(input: { limit: number }): Promise<ProposalsStanding>;
  cases_get(input: CaseKey): Promise<{ readonly shown: CaseShown | null }>;
  cases_ambiguity(input: AmbiguityWindow): Promise<AmbiguityReport>;
  cases_last_sweep(input: Record<string, never>): Promise<{ readonly sweep: LastSweep | null }>;
  cases_claim(input: { ref: CaseKey; asked: StaffAsked }): Promise<ActionResult>;
  cases_keep(input: { ref: CaseKey; asked: Pick<StaffAsked, 'staff'> }): Promise<ActionResult>;
  cases_release(input: { ref: CaseKey; asked: StaffAsked }): Promise<ActionResult>;
  cases_hand_over(input: { ref: CaseKey; to: string; note: string; asked: StaffAsked }): Promise<ActionResult>;
  cases_note(input: { ref: CaseKey; text: string; asked: StaffAsked }): Promise<ActionResult>;
  cases_glimpse(input: Next): Promise<NextCaseGlimpse>;
  cases_next(input: Next): Promise<NextCaseResult>;
}

export function caseSide({ desk, reader }: { readonly desk: CaseDesk; readonly reader: CaseReader }): CaseSide {
  return {
    cases_queue: (question) => reader.queue(question),
    cases_matching: async ({ filter, who }) => ({ count: await reader.matching(filter, who) }),
    cases_counted: ({ who }) => reader.counted(who),
    cases_proposals: ({ limit }) => reader.proposals(limit),
    cases_get: async (key) => ({ shown: await reader.get(key) }),
    cases_ambiguity: (window) => reader.ambiguity(window),
    cases_last_sweep: async () => ({ sweep: await reader.lastSweep() }),
    cases_claim: ({ asked, ref }) => desk.claim(ref, asked),
    cases_keep: ({ asked, ref }) => desk.keep(ref, asked),
    cases_release: ({ asked, ref }) => desk.release(ref, asked),
    cases_hand_over: ({ asked, note, ref, to }) => desk.handOver(ref, to, note, asked),
    cases_note: ({ asked, ref, text }) => desk.note(ref, text, asked),
    cases_glimpse: ({ after, asked, preset }) => desk.glimpse(preset, after, asked),
    cases_next: ({ after, asked, preset }) => desk.next(preset, after, asked),
  };
}
