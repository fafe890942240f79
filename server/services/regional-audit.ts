/**
 * The audit of both regions: each keeps one chain of its own, and its entries carry its numbers; so a page shows one region's chain at
 * a time, whichever region's console asks. A region that does not answer is said so, and nothing is shown in its place.
 */
import { type Freshness, freshAtOwner } from '../domain/freshness';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { AuditEntry, AuditQuestion, AuditStore } from '../stores/audit';
import type { RegionRouter } from './region-router';

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Ask for what is older than this; null where there is none. */
  readonly nextBeforeSeq: number | null;
  readonly nowMs: number;
  readonly freshness: Freshness;
}

/** What a region answers about its own audit, by name and plain data. */
export interface AuditSide {
  audit_find(question: AuditQuestion): Promise<AuditPage>;
}

export function auditSide(parts: {
  readonly region: Region;
  readonly clock: Clock;
  readonly audit: Pick<AuditStore, 'find'>;
}): AuditSide {
  return {
    async audit_find(question) {
      const nowMs = parts.clock.nowMs();
      // one more than is shown tells whether there is another page
      const found = await parts.audit.find({ ...question, limit: question.limit + 1 });
      const entries = found.slice(0, question.limit);
      return {
        entries,
        nextBeforeSeq: found.length > entries.length ? (entries.at(-1)?.seq ?? null) : null,
        nowMs,
        freshness: freshAtOwner(parts.region, nowMs),
      };
    },
  };
}

export type AuditFound =
  | { readonly kind: 'page'; readonly page: AuditPage }
  | { readonly kind: 'not_reached'; readonly region: Region };

const PATIENCE_MS = 4_000;

export class RegionalAudit {
  constructor(private readonly parts: { readonly router: RegionRouter; newRequestId(): string }) {}

  async find(region: Region, question: AuditQuestion): Promise<AuditFound> {
    const { newRequestId, router } = this.parts;
    const asked = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const routed = await router.ask(region, 'audit_find', question, asked);
    return routed.kind === 'answered' ? { kind: 'page', page: routed.answer } : { kind: 'not_reached', region };
  }
}
