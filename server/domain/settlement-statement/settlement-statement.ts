/**
 * A settlement statement: the provider's own report of what it moved, compared line by line with our record. It is named by its
 * content, so that the same file is the same statement whoever hands it in, however often, in either region.
 */
import type { Region } from '../region';
import type { LineVerdict } from './verdict';

/** `incomplete`: something could not be compared, which the same file, imported again, goes on with. */
export type StatementState = 'importing' | 'incomplete' | 'complete';

/** Of what the statement must tell: from (inclusive) to (exclusive). */
export interface StatementPeriod {
  readonly fromMs: number;
  readonly toMs: number;
  /** False: nobody said, so it is from the first line to the last. */
  readonly isGiven: boolean;
}

export interface NewStatement {
  readonly statementId: string;
  /** Hex. */
  readonly sha256: string;
  readonly fileName: string;
  readonly bytes: number;
  /** In the file, of all regions. */
  readonly lines: number;
  readonly period: StatementPeriod;
  readonly importedIn: Region;
  readonly importedBy: string;
  readonly importedAtMs: number;
}

/** One region's lines of one verdict and currency. */
export interface StatementCount {
  readonly verdict: LineVerdict;
  readonly currency: string;
  readonly lines: number;
  /** Signed sums in minor units. */
  readonly theirsMinor: number;
  readonly oursMinor: number;
  readonly feeMinor: number;
  readonly atRiskMinor: number;
}

export interface RegionalCount extends StatementCount {
  readonly region: Region;
}

/** As one region keeps it. */
export interface StatementRecord extends NewStatement {
  readonly state: StatementState;
  readonly finishedAtMs: number | null;
  /** Lines that may be the other region's, which was not reached. */
  readonly linesNotReached: number;
  /** Whether the other region has looked for what of its own the statement does not have. */
  readonly isPeerDone: boolean;
  readonly counts: readonly StatementCount[];
}

export function statementIdFrom(sha256: string): string {
  return `stm_${sha256.slice(0, 32)}`;
}

/**
 * An operation must be in a statement only if it was surely acknowledged within its period: the clocks of both sides may differ, and
 * what stands at an edge may be in the neighbouring statement.
 */
export const PERIOD_EDGE_MS = 2 * 60_000;

/** A capture follows its order within the provider's authorization window, of 31 days at most. Source: https://docs.stripe.com/payments/extended-authorization */
export const CAPTURED_WITHIN_MS = 31 * 24 * 3_600_000;
