/**
 * The region's mode. A change is one statement from the version that its maker saw, a person's with its audit entry; the database checks
 * the way and, where it leads out, the evidence, and keeps the history. What it refuses is an answer.
 */
import {
  type Episode,
  isRampStep,
  type Mode,
  type ModeChange,
  type ModeMove,
  NEVER_CHANGED,
} from '../domain/degraded-mode';
import type { Region } from '../domain/region';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { epochMs, instant, refusalCode, type Sql } from './sql';

export interface ModeRecord {
  readonly mode: Mode;
  readonly change: ModeChange | null;
  readonly reason: string | null;
  readonly changedBy: string | null;
  readonly changedAtMs: number | null;
}

export interface ModeWitness {
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly changedBy: string;
  readonly nowMs: number;
}

export type MoveAnswer =
  | { readonly kind: 'moved' }
  /** Somebody changed it first, or the click is known. */
  | { readonly kind: 'stale' }
  /** By the database: no such way, or the evidence does not hold. @property text names the lines. */
  | { readonly kind: 'refused'; readonly code: 'no_way' | 'evidence_missing'; readonly text: string };

export interface DegradedModeStore {
  get(region: Region): Promise<ModeRecord>;
  /** @param entry null where no person asked. */
  move(region: Region, move: ModeMove, witness: ModeWitness, entry: NewAuditEntry | null): Promise<MoveAnswer>;
  /** Whether this region was ever in the episode. */
  knows(region: Region, episodeId: string): Promise<boolean>;
}

interface ModeRow {
  state: Mode['state'];
  version: number;
  episode_id: string | null;
  entered_at_ms: number | null;
  ramp_percent: number | null;
  step_since_ms: number | null;
  ramp_paused: boolean;
  owner: string | null;
  glass_id: string | null;
  change: ModeChange;
  reason: string;
  changed_by: string;
  changed_at_ms: number;
}

export function degradedModeStore(sql: Sql): DegradedModeStore {
  return {
    async get(region) {
      const rows = await sql.rows<ModeRow>('degraded_mode_get', GET, [region]);
      const [row] = rows;
      if (row === undefined) return NEVER_CHANGED;
      const { change, changed_at_ms: changedAtMs, changed_by: changedBy, reason } = row;
      return { mode: modeOf(row), change, reason, changedBy, changedAtMs };
    },
    async move(region, { change, next }, { changedBy, evidence, nowMs, reason }, entry) {
      const held = next.state === 'normal' ? null : next;
      const ramp = next.state === 'recovering' ? next : null;
      const values = [
        entry === null ? null : auditJson(entry),
        region,
        next.version,
        next.state,
        held?.episodeId ?? null,
        held?.enteredAtMs ?? null,
        ramp?.rampPercent ?? null,
        ramp?.stepSinceMs ?? null,
        ramp?.rampPaused ?? false,
        held?.owner ?? null,
        held?.glassId ?? null,
        change,
        reason,
        JSON.stringify(evidence),
        changedBy,
        nowMs,
      ];
      const begins = next.version === 1;
      const name = `degraded_mode_${begins ? 'begin' : 'move'}${entry === null ? '' : '_audited'}`;
      try {
        const rows = await sql.rows(name, begins ? beginning(entry !== null) : moving(entry !== null), values);
        return rows.length === 1 ? { kind: 'moved' } : { kind: 'stale' };
      } catch (error) {
        return refusedMove(error);
      }
    },
    async knows(region, episodeId) {
      const rows = await sql.rows(
        'degraded_mode_knows',
        `select 1 from operations.degraded_changes where episode_id = $2 and region = $1 limit 1`,
        [region, episodeId],
      );
      return rows.length === 1;
    },
  };
}

function refusedMove(error: unknown): MoveAnswer {
  const refusal = refusalCode(error);
  const text = error instanceof Error ? error.message : '';
  if (refusal?.code === 'EV032') return { kind: 'refused', code: 'evidence_missing', text };
  if (refusal?.code === 'EV031') return { kind: 'refused', code: 'no_way', text };
  // two who enter at once, or a version that was taken meanwhile
  if (refusal?.code === '23505' || refusal?.code === 'EV004') return { kind: 'stale' };
  throw error;
}

function modeOf(row: ModeRow): Mode {
  const { entered_at_ms: enteredAtMs, episode_id: episodeId, ramp_percent: percent, version } = row;
  if (row.state === 'normal' || episodeId === null || enteredAtMs === null) return { state: 'normal', version };
  const episode: Episode = { version, episodeId, enteredAtMs, owner: row.owner, glassId: row.glass_id };
  if (row.state === 'degraded' || percent === null || !isRampStep(percent)) return { state: 'degraded', ...episode };
  return {
    state: 'recovering',
    ...episode,
    rampPercent: percent,
    stepSinceMs: row.step_since_ms ?? enteredAtMs,
    rampPaused: row.ramp_paused,
  };
}

const GET = `select state, version, episode_id, ${epochMs('entered_at')} as entered_at_ms, ramp_percent, ${epochMs('step_since')} as step_since_ms,
  ramp_paused, owner, glass_id, change, reason, changed_by, ${epochMs('changed_at')} as changed_at_ms from operations.degraded_mode where region = $1`;

/** The entry, or where nobody is to be named a row that stands for it; the parameter is used in both, or its type would be unknown. */
const entryOf = (audited: boolean): string =>
  audited ? auditedOnce('$1', 'standing') : `select 1 as seq from standing where $1::text is null`;

// no row to lock: of two who begin at once, one meets the key
const beginning = (audited: boolean): string => `
with standing as materialized (select 1 as one where not exists (select 1 from operations.degraded_mode where region = $2)),
entry as (${entryOf(audited)})
insert into operations.degraded_mode (version, state, episode_id, entered_at, ramp_percent, step_since, ramp_paused, owner, glass_id, change, reason,
  evidence, changed_by, changed_at, region)
select ${VALUES}, $2 from entry returning 1`;

// the mode's row is locked and its version compared before the entry is made
const moving = (audited: boolean): string => `
with standing as materialized (
  select 1 as one from operations.degraded_mode where region = $2 and version = $3::integer - 1 for update
), entry as (${entryOf(audited)})
update operations.degraded_mode set (version, state, episode_id, entered_at, ramp_percent, step_since, ramp_paused, owner, glass_id, change, reason,
  evidence, changed_by, changed_at) = (select ${VALUES}) from entry where region = $2 returning 1`;

const VALUES = `$3::integer, $4::text, $5::text, ${instant('$6')}, $7::integer, ${instant('$8')}, $9::boolean, $10::text, $11::text, $12::text, $13::text,
  $14::jsonb, $15::text, ${instant('$16')}`;
