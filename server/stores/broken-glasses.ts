/** Agreements to leave degraded mode without its evidence: asked by one person, agreed by another; the database holds them apart. */
import type { ExitLineName } from '../domain/exit-evidence';
import type { Region } from '../domain/region';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { epochMs, instant, refusalCode, type Sql } from './sql';

export interface BrokenGlass {
  readonly glassId: string;
  readonly episodeId: string;
  readonly reason: string;
  /** The lines that did not hold when it was asked for. */
  readonly heldBy: readonly ExitLineName[];
  readonly askedBy: string;
  readonly askedAtMs: number;
  readonly agreedBy: string | null;
  readonly agreedAtMs: number | null;
}

export interface BrokenGlassStore {
  /** False: the click is known. */
  ask(entry: NewAuditEntry, region: Region, glass: Omit<BrokenGlass, 'agreedBy' | 'agreedAtMs'>): Promise<boolean>;
  /** `same_person` by the database; `gone`: no such question, agreed already, or the click is known. */
  agree(
    entry: NewAuditEntry,
    glassId: string,
    agreedBy: string,
    nowMs: number,
  ): Promise<'agreed' | 'same_person' | 'gone'>;
  ofEpisode(region: Region, episodeId: string): Promise<BrokenGlass[]>;
}

export function brokenGlassStore(sql: Sql): BrokenGlassStore {
  return {
    async ask(entry, region, { askedAtMs, askedBy, episodeId, glassId, heldBy, reason }) {
      const rows = await sql.rows(
        'broken_glass_ask',
        `with entry as (${auditedOnce('$1')})
         insert into operations.broken_glass (glass_id, region, episode_id, reason, held_by, asked_by, asked_at)
         select $2, $3, $4, $5, $6::jsonb, $7, ${instant('$8')} from entry on conflict (glass_id) do nothing returning 1`,
        [auditJson(entry), glassId, region, episodeId, reason, JSON.stringify(heldBy), askedBy, askedAtMs],
      );
      return rows.length === 1;
    },
    async agree(entry, glassId, agreedBy, nowMs) {
      try {
        const rows = await sql.rows(
          'broken_glass_agree',
          // the row is locked before the entry is made: of two who agree at once, one does
          `with standing as materialized (select 1 as one from operations.broken_glass where glass_id = $2 and agreed_by is null for update),
           entry as (${auditedOnce('$1', 'standing')})
           update operations.broken_glass set agreed_by = $3, agreed_at = ${instant('$4')} from entry where glass_id = $2 returning 1`,
          [auditJson(entry), glassId, agreedBy, nowMs],
        );
        return rows.length === 1 ? 'agreed' : 'gone';
      } catch (error) {
        if (refusalCode(error)?.constraint === 'broken_glass_second_person_check') return 'same_person';
        throw error;
      }
    },
    ofEpisode: (region, episodeId) =>
      sql.rows<BrokenGlass>(
        'broken_glass_of_episode',
        `select glass_id as "glassId", episode_id as "episodeId", reason, held_by as "heldBy", asked_by as "askedBy", ${epochMs('asked_at')} as "askedAtMs",
           agreed_by as "agreedBy", ${epochMs('agreed_at')} as "agreedAtMs" from operations.broken_glass where region = $1 and episode_id = $2 order by asked_at`,
        [region, episodeId],
      ),
  };
}
