/** What one committed transaction changed: the witness D of the invariants. */
import type { OperationRecord } from '../../domain/order-record';
import type { EvidenceRow } from '../../domain/evidence';
import type { SweepPass } from '../../domain/ledger-sweep/window';
import type { AuditEntry } from '../../stores/audit';
import type { ControlRecord } from '../../stores/controls';
import type { ModeRow } from './degraded-rows';
import type { GlassRow } from './memory-broken-glasses';
import type { HandOverRow } from './hand-over-rows';
import type { IntentRow } from './intent-rows';
import type { CaseRow, OutboxRow, RepairRow, ReservationRow, ShardRecord, TransitionRow } from './rows';

export type Change =
  | { readonly kind: 'transition'; readonly row: TransitionRow; readonly currentEpoch: number }
  | { readonly kind: 'operation'; readonly before: OperationRecord | null; readonly after: OperationRecord }
  | { readonly kind: 'reservation'; readonly before: ReservationRow | null; readonly after: ReservationRow }
  | { readonly kind: 'stock'; readonly sku: string; readonly available: number }
  | {
      readonly kind: 'epoch';
      readonly shard: number;
      readonly before: number;
      readonly after: number;
      readonly holder: string;
    }
  | { readonly kind: 'evidence'; readonly row: EvidenceRow }
  | { readonly kind: 'published'; readonly row: OutboxRow }
  | { readonly kind: 'consumed'; readonly orderId: string; readonly messageId: string; readonly consumer: string }
  | {
      readonly kind: 'effect';
      readonly orderId: string;
      readonly messageId: string;
      readonly consumer: 'mail' | 'sales';
    }
  | { readonly kind: 'case'; readonly before: CaseRow | null; readonly row: CaseRow }
  | { readonly kind: 'repair'; readonly before: RepairRow | null; readonly after: RepairRow }
  | { readonly kind: 'audit'; readonly row: AuditEntry }
  /** A shard's row names another region, or stands otherwise. */
  | { readonly kind: 'standing'; readonly before: ShardRecord; readonly after: ShardRecord }
  | { readonly kind: 'hand_over'; readonly before: HandOverRow | null; readonly after: HandOverRow }
  /** A stretch of the provider's list was compared: of one shard, or of all that the region owns. */
  | {
      readonly kind: 'swept';
      readonly pass: SweepPass;
      readonly fromMs: number;
      readonly toMs: number;
      readonly shard: number | null;
    }
  | { readonly kind: 'control'; readonly after: ControlRecord }
  | { readonly kind: 'glass'; readonly after: GlassRow }
  | { readonly kind: 'mode'; readonly before: ModeRow | null; readonly after: ModeRow }
  /** Units that came with orders of the other region, or went with them. */
  | { readonly kind: 'transfer'; readonly sku: string; readonly units: number }
  | { readonly kind: 'intent'; readonly before: IntentRow | null; readonly after: IntentRow };
