/**
 * The case reader: the queue, its figures, one case and the report of recurring ambiguity, of this region's cases. What it answers is
 * plain data, for a page or for the other region.
 */
import { type AutomaticStep, automaticStep } from '../domain/automatic-step';
import { type QueueFilter, type QueuePlace, placeOf } from '../domain/case-queue';
import { type Freshness, freshAtOwner } from '../domain/freshness';
import type { LastSweep } from '../domain/last-sweep';
import type { WaitingProposal } from '../domain/proposal';
import { type AmbiguityReport, AMBIGUITY_BUCKETS } from '../domain/recurring-ambiguity';
import { claimantOf } from '../domain/reconciliation-case';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import { type AmbiguityStore, type AmbiguityWindow } from '../stores/ambiguities';
import type { CaseKey } from '../stores/case-claims';
import type { CaseFile, CaseFileStore } from '../stores/case-files';
import type { CountedCases, OpenCaseStore, QueuedCase } from '../stores/open-cases';
import type { EndedRepair, ProposalStore } from '../stores/proposals';
import type { SweepStore } from '../stores/sweeps';

export interface CaseReaderParts {
  readonly region: Region;
  /** Who holds the money here: `stripe`, `sandbox`. */
  readonly provider: string;
  readonly clock: Clock;
  readonly open: OpenCaseStore;
  readonly files: CaseFileStore;
  readonly ambiguities: AmbiguityStore;
  readonly sweeps: Pick<SweepStore, 'lastSweep'>;
  readonly proposals: Pick<ProposalStore, 'withoutCase' | 'unansweredSince'>;
}

export interface QueueQuestion {
  readonly filter: QueueFilter;
  /** The e-mail address of who asks. */
  readonly who: string;
  readonly after: QueuePlace | null;
  readonly limit: number;
}

/** `owner` is who holds it now: a claim that ran out is nobody's. */
export interface QueueRow extends Omit<QueuedCase, 'planned'>, QueuePlace {
  readonly region: Region;
  /** Null: it waits for a person. */
  readonly nextStep: AutomaticStep | null;
}

export interface QueueStretch {
  readonly rows: readonly QueueRow[];
  readonly more: boolean;
}

export interface ProposalShown extends WaitingProposal {
  readonly region: Region;
}

export interface EndedProposal extends EndedRepair {
  readonly region: Region;
}

export interface ProposalsStanding {
  readonly waiting: { readonly count: number; readonly rows: readonly ProposalShown[] };
  readonly ended: readonly EndedProposal[];
}

export interface CaseShown extends Omit<CaseFile, 'planned'> {
  readonly region: Region;
  readonly nextStep: AutomaticStep | null;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

const ENDED_SHOWN_MS = 24 * 3_600_000;
const MOST_ENDED = 20;

export class CaseReader {
  constructor(private readonly parts: CaseReaderParts) {}

  async queue({ after, filter, limit, who }: QueueQuestion): Promise<QueueStretch> {
    const nowMs = this.parts.clock.nowMs();
    // one more tells whether there is a next page
    const found = await this.parts.open.page(filter, { who, nowMs }, after, limit + 1);
    const rows = found.slice(0, limit).map((row) => this.row(row, filter, nowMs));
    return { rows, more: found.length > limit };
  }

  matching(filter: QueueFilter, who: string): Promise<number> {
    return this.parts.open.count(filter, { who, nowMs: this.parts.clock.nowMs() });
  }

  counted(who: string): Promise<CountedCases> {
    return this.parts.open.figures({ who, nowMs: this.parts.clock.nowMs() });
  }

  /** Those that no open case leads to, and which ended in the last day because nobody answered them. */
  async proposals(limit: number): Promise<ProposalsStanding> {
    const { clock, proposals, region } = this.parts;
    const sinceMs = clock.nowMs() - ENDED_SHOWN_MS;
    const [waiting, ended] = await Promise.all([
      proposals.withoutCase(limit),
      proposals.unansweredSince(sinceMs, MOST_ENDED),
    ]);
    return {
      waiting: { count: waiting.count, rows: waiting.rows.map((row) => ({ ...row, region })) },
      ended: ended.map((each) => ({ ...each, region })),
    };
  }

  async get(key: CaseKey): Promise<CaseShown | null> {
    const { clock, files, region } = this.parts;
    const file = await files.read(key);
    if (file === null) return null;
    const { planned, ...rest } = file;
    const nowMs = clock.nowMs();
    return {
      ...rest,
      ...held(file, nowMs),
      region,
      nextStep: automaticStep(planned),
      nowMs,
      freshness: freshAtOwner(region, nowMs),
    };
  }

  async ambiguity(window: AmbiguityWindow): Promise<AmbiguityReport> {
    const { ambiguities, provider, region } = this.parts;
    const { causes, capped, opened } = await ambiguities.report(window);
    return {
      fromMs: window.fromMs,
      toMs: window.toMs,
      bucketMs: AMBIGUITY_BUCKETS[window.bucket],
      causes: causes.map((cause) => ({ ...cause, provider, region })),
      opened,
      capped,
    };
  }

  /** Null before the first. */
  lastSweep(): Promise<LastSweep | null> {
    return this.parts.sweeps.lastSweep(this.parts.region);
  }

  private row({ planned, ...row }: QueuedCase, { preset }: QueueFilter, nowMs: number): QueueRow {
    return {
      ...row,
      ...held(row, nowMs),
      ...placeOf(preset, row),
      region: this.parts.region,
      nextStep: automaticStep(planned),
    };
  }
}

function held(
  claimed: { readonly owner: string | null; readonly ownerUntilMs: number | null },
  nowMs: number,
): { readonly owner: string | null; readonly ownerUntilMs: number | null } {
  const owner = claimantOf(claimed, nowMs);
  return { owner, ownerUntilMs: owner === null ? null : claimed.ownerUntilMs };
}
