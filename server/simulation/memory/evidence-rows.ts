/** Evidence as the database's trigger writes it: numbered and chained per order, refused on an unknown lane. */
import { createHash } from 'node:crypto';
import { EVIDENCE_LANES, type EvidenceRow, type NewEvidence } from '../../domain/evidence';
import { canonicalText, GENESIS_HASH } from '../../domain/evidence-chain';
import type { MemoryDatabase } from './memory-database';
import { check } from './refusal';

export function appendEvidence(db: MemoryDatabase, rows: readonly NewEvidence[], ownerEpoch?: number): void {
  for (const row of rows) {
    db.refuseWhenClosed(row.orderId);
    check(EVIDENCE_LANES.includes(row.lane), 'evidence_lane_check');
    const earlier = db.evidence.of(row.orderId);
    const last = earlier[earlier.length - 1];
    const unhashed: EvidenceRow = {
      orderId: row.orderId,
      lane: row.lane,
      kind: row.kind,
      observedAtMs: row.observedAtMs,
      recordedAtMs: db.nowMs(),
      region: row.region,
      requestId: row.requestId ?? null,
      traceId: row.traceId ?? null,
      paymentOperation: row.paymentOperation ?? null,
      messageId: row.messageId ?? null,
      providerReference: row.providerReference ?? null,
      actor: row.actor,
      ownerEpoch: ownerEpoch ?? row.ownerEpoch ?? null,
      orderVersion: row.orderVersion ?? null,
      attempt: row.attempt ?? null,
      replayed: row.replayed ?? false,
      detail: row.detail,
      detailJson: JSON.stringify(row.detail),
      seq: earlier.length + 1,
      prevHash: last?.hash ?? GENESIS_HASH,
      hash: '',
    };
    const chained = { ...unhashed, hash: sha256(canonicalText(unhashed)) };
    db.evidence.add(row.orderId, chained);
    db.changed({ kind: 'evidence', row: chained });
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
