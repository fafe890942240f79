/** Open cases in memory as the queue shows them, one page of a preset. */
import { comparePlaces, placeOf, QUEUE_RULES, type QueueFilter, UNCLAIMED } from '../../domain/case-queue';
import type { OpenCaseStore, QueueAsked, QueuedCase } from '../../stores/open-cases';
import { isFree } from './case-rows';
import type { MemoryDatabase } from './memory-database';
import { isOpenRepair } from './repair-rows';
import type { CaseRow } from './rows';
import type { Synchronous } from './synchronous';

export function memoryOpenCases(db: MemoryDatabase): Synchronous<Pick<OpenCaseStore, 'page'>> {
  return {
    page: (filter, asked, after, limit) =>
      [...db.cases.all()]
        .filter((row) => row.state === 'open' && isShown(db, row, filter, asked))
        .filter((row) => after === null || comparePlaces(placeOf(filter.preset, row), after) > 0)
        .toSorted((a, b) => comparePlaces(placeOf(filter.preset, a), placeOf(filter.preset, b)))
        .slice(0, limit)
        .map((row) => queuedCase(db, row)),
  };
}

function isShown(db: MemoryDatabase, row: CaseRow, filter: QueueFilter, asked: QueueAsked): boolean {
  const { only, reasons } = QUEUE_RULES[filter.preset];
  const isHeldBy = (who: string): boolean => row.owner === who && !isFree(row, asked.nowMs);
  if (reasons !== null && !reasons.includes(row.reason)) return false;
  if (filter.reason !== null && row.reason !== filter.reason) return false;
  if (filter.severity !== null && row.severity !== filter.severity) return false;
  if (filter.owner === UNCLAIMED && !isFree(row, asked.nowMs)) return false;
  if (filter.owner !== null && filter.owner !== UNCLAIMED && !isHeldBy(filter.owner)) return false;
  switch (only) {
    case null:
      return true;
    case 'mine':
      return isHeldBy(asked.who);
    case 'unclaimed':
      return isFree(row, asked.nowMs);
    case 'past_due':
      return row.dueAtMs <= asked.nowMs;
    case 'awaiting_second_person':
      return db.repairs.of(row.orderId).some(({ state }) => state === 'proposed');
    default:
      return only satisfies never;
  }
}

const NEWS_LANES: readonly string[] = ['provider', 'payment', 'queue'];

function queuedCase(db: MemoryDatabase, row: CaseRow): QueuedCase {
  const { atRiskMinor, caseId, currency, orderId } = row;
  const order = db.orders.get(orderId);
  const last = db.evidence.of(orderId).findLast(({ lane }) => NEWS_LANES.includes(lane));
  const [planned] = db.operations
    .of(orderId)
    .filter(({ nextCheckAtMs }) => nextCheckAtMs !== null)
    .toSorted((a, b) => (a.nextCheckAtMs ?? 0) - (b.nextCheckAtMs ?? 0));
  const repair = db.repairs.of(orderId).find(isOpenRepair);
  return {
    orderId,
    caseId,
    reason: row.reason,
    severity: row.severity,
    atRisk: { amountMinor: atRiskMinor, currency },
    owner: row.owner,
    ownerUntilMs: row.ownerUntilMs,
    openedAtMs: row.openedAtMs,
    dueAtMs: row.dueAtMs,
    escalatedAtMs: row.escalatedAtMs,
    order:
      order === undefined ? null : { reference: order.reference, state: order.state, ownerEpoch: order.ownerEpoch },
    lastEvidence: last === undefined ? null : { seq: last.seq, kind: last.kind, observedAtMs: last.observedAtMs },
    planned:
      planned === undefined
        ? null
        : {
            operation: planned.operation,
            kind: planned.kind,
            checksDone: planned.checksDone,
            nextCheckAtMs: planned.nextCheckAtMs ?? 0,
          },
    repair: repair === undefined ? null : { repairId: repair.repairId, state: repairState(repair.state) },
  };
}

const repairState = (state: string): 'proposed' | 'requested' => (state === 'proposed' ? 'proposed' : 'requested');
