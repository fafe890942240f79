/** The region's mode, its checklists, its samples and its canaries in memory. */
import { createHash } from 'node:crypto';
import { type Mode, NEVER_CHANGED } from '../../domain/degraded-mode';
import type { OperationRecord } from '../../domain/order-record';
import type { AgreementSampleStore } from '../../stores/agreement-samples';
import type { ControlReaderStore } from '../../stores/control-readers';
import type { DegradedModeStore } from '../../stores/degraded-modes';
import type { EpochCanaryStore } from '../../stores/epoch-canaries';
import type { ExitCheckStore } from '../../stores/exit-checks';
import { auditOnce } from './audit-rows';
import { type ModeRow, putMode } from './degraded-rows';
import { exitEvidence, takesCanary, touchedPayments } from './exit-evidence';
import type { MemoryDatabase } from './memory-database';
import { raise, Refusal } from './refusal';
import type { Synchronous } from './synchronous';

export function memoryDegradedModes(db: MemoryDatabase): Synchronous<DegradedModeStore> {
  return {
    get: (region) => {
      const row = db.degradedModes.get(region);
      if (row === undefined) return NEVER_CHANGED;
      const { change, changedAtMs, changedBy, reason } = row;
      return { mode: modeOf(row), change, reason, changedBy, changedAtMs };
    },
    move(region, { change, next }, { changedBy, nowMs, reason }, entry) {
      try {
        return db.transaction(() => {
          const before = db.degradedModes.get(region);
          const isStale = next.version === 1 ? before !== undefined : before?.version !== next.version - 1;
          if (isStale || (entry !== null && !auditOnce(db, entry))) return { kind: 'stale' } as const;
          const held = next.state === 'normal' ? null : next;
          const ramp = next.state === 'recovering' ? next : null;
          putMode(db, before, {
            region,
            state: next.state,
            version: next.version,
            episodeId: held?.episodeId ?? null,
            enteredAtMs: held?.enteredAtMs ?? null,
            rampPercent: ramp?.rampPercent ?? null,
            stepSinceMs: ramp?.stepSinceMs ?? null,
            rampPaused: ramp?.rampPaused ?? false,
            owner: held?.owner ?? null,
            glassId: held?.glassId ?? null,
            change,
            reason,
            changedBy,
            changedAtMs: nowMs,
          });
          return { kind: 'moved' } as const;
        });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'EV032') return { kind: 'refused', code: 'evidence_missing', text: error.message };
        if (error.code === 'EV031') return { kind: 'refused', code: 'no_way', text: error.message };
        if (error.code === 'EV004') return { kind: 'stale' };
        throw error;
      }
    },
    knows: (region, episodeId) => db.degradedChanges.of(region).some((row) => row.episodeId === episodeId),
  };
}

function modeOf(row: ModeRow): Mode {
  const { enteredAtMs, episodeId, glassId, owner, rampPaused, rampPercent, stepSinceMs, version } = row;
  if (row.state === 'normal' || episodeId === null || enteredAtMs === null) return { state: 'normal', version };
  const episode = { version, episodeId, enteredAtMs, owner, glassId };
  if (row.state === 'degraded' || rampPercent === null) return { state: 'degraded', ...episode };
  return { state: 'recovering', ...episode, rampPercent, stepSinceMs: stepSinceMs ?? enteredAtMs, rampPaused };
}

export function memoryExitChecks(db: MemoryDatabase): Synchronous<ExitCheckStore> {
  const of = (region: string, episodeId: string) => db.exitChecks.of(`${region}|${episodeId}`);
  return {
    read: (region, episodeId) => exitEvidence(db, region, episodeId),
    keep: (region, episodeId, check) =>
      db.transaction(() => {
        const number = of(region, episodeId).length + 1;
        db.exitChecks.add(`${region}|${episodeId}`, { ...check, number });
      }),
    newest: (region, episodeId) => of(region, episodeId).at(-1) ?? null,
  };
}

/** The database asks for each payment that is 30 s older than its sample, which is drawn from those that are 5 s older. */
const ASKED_OF_ALL_MS = 25_000;

export function memoryAgreementSamples(db: MemoryDatabase): Synchronous<Pick<AgreementSampleStore, 'draw' | 'keep'>> {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  return {
    draw(enteredAtMs, beforeMs, sampleId, limit) {
      const touched = touchedPayments(db, enteredAtMs, beforeMs);
      const isAskedOf = (pay: OperationRecord) => Number(pay.intendedAtMs < beforeMs - ASKED_OF_ALL_MS);
      const order = (a: OperationRecord, b: OperationRecord): number =>
        isAskedOf(b) - isAskedOf(a) || (md5(a.orderId + sampleId) < md5(b.orderId + sampleId) ? -1 : 1);
      const payments = touched
        .map(({ pay }) => pay)
        .sort(order)
        .slice(0, limit)
        .map((pay) => ({
          orderId: pay.orderId,
          operation: pay.operation,
          state: pay.state,
          amountMinor: pay.amount.amountMinor,
          currency: pay.amount.currency,
          authorizedMinor: pay.authorized?.amountMinor ?? null,
          providerReference: pay.providerReference,
        }));
      return { population: touched.length, payments };
    },
    keep: (sample, rows) =>
      db.transaction(() => {
        db.agreementSamples.add(`${sample.region}|${sample.episodeId}`, sample);
        for (const row of rows) {
          if (!db.operations.of(row.orderId).some(({ operation }) => operation === `pay:${row.orderId}`))
            raise('EV031', `order ${row.orderId} has no payment to agree on`);
          db.agreementRows.add(sample.sampleId, row);
        }
      }),
  };
}

export function memoryEpochCanaries(db: MemoryDatabase): Synchronous<EpochCanaryStore> {
  return {
    tryRecord: (shard, _orderId, epoch) => (takesCanary(db, shard, epoch) ? 'accepted' : 'EV001'),
    keep: (region, canary) =>
      db.transaction(() => {
        const kept = { ...canary, atMs: db.nowMs() };
        db.epochCanaries.add(region, kept);
        return kept;
      }),
    newest: (region, limit) => db.epochCanaries.of(region).toReversed().slice(0, limit),
  };
}

/** What the other region said of itself; which processes live is asked by nobody here. */
export function memoryControlPeers(db: MemoryDatabase): Synchronous<Pick<ControlReaderStore, 'hear' | 'heard'>> {
  return {
    hear: (region, report, heardAtMs) =>
      db.transaction(() => {
        if ((db.controlPeers.get(region)?.heardAtMs ?? Number.NEGATIVE_INFINITY) < heardAtMs)
          db.controlPeers.put(region, { region, heardAtMs, report });
      }),
    heard: (region) => db.controlPeers.get(region) ?? null,
  };
}
