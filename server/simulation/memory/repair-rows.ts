/** What guards a repair: one open one for an order, its snapshot and its hash, its amount, its ways from state to state. */
import type { MemoryDatabase } from './memory-database';
import { sha256 } from './evidence-rows';
import { check, raise, unique } from './refusal';
import type { RepairRow } from './rows';

const KINDS: readonly string[] = ['confirm', 'fail_safely', 'void', 'refund', 'release', 'accept_difference'];
const LEAST_REASON = 10;
const WAYS: Readonly<Record<RepairRow['state'], readonly RepairRow['state'][]>> = {
  proposed: ['requested', 'refused', 'withdrawn'],
  requested: ['applied', 'refused'],
  applied: [],
  refused: [],
  withdrawn: [],
};

export function insertRepair(db: MemoryDatabase, row: RepairRow): void {
  if (row.state !== 'proposed' && row.state !== 'requested') raise('EV008', `repair begins as ${row.state}`);
  checkRow(db, row);
  const own = db.repairs.of(row.orderId);
  unique(!own.some(({ repairId }) => repairId === row.repairId), 'repairs_pkey');
  unique(!own.some(({ operationId }) => operationId === row.operationId), 'repairs_order_id_operation_id_key');
  if (!db.defects.has('two_open_repairs')) {
    unique(!own.some(isOpenRepair), 'repairs_one_open_key');
    unique(!own.some(({ number }) => number === row.number), 'repairs_order_id_number_key');
  }
  db.repairs.add(row.orderId, row);
  db.changed({ kind: 'repair', before: null, after: row });
}

/** Only what becomes of it changes; what was decided stays. */
export function updateRepair(
  db: MemoryDatabase,
  before: RepairRow,
  change: Partial<
    Pick<RepairRow, 'state' | 'approvedBy' | 'approvedAtMs' | 'after' | 'refusedBecause' | 'settledAtMs'>
  >,
): void {
  const after = { ...before, ...change };
  const moves = after.state === before.state || WAYS[before.state].includes(after.state);
  const isCarriedOut = before.state !== 'proposed' || after.state !== 'requested' || after.approvedBy !== null;
  if (!moves || !isCarriedOut) raise('EV008', `repair ${before.repairId} does not go from ${before.state} so`);
  checkRow(db, after);
  db.repairs.replace(before.orderId, before, after);
  db.changed({ kind: 'repair', before, after });
}

export const isOpenRepair = ({ state }: RepairRow): boolean => state === 'proposed' || state === 'requested';

export const findRepair = (db: MemoryDatabase, orderId: string, repairId: string): RepairRow | undefined =>
  db.repairs.of(orderId).find((row) => row.repairId === repairId);

/** In the order of the constraints' names, as PostgreSQL checks them. */
function checkRow(db: MemoryDatabase, row: RepairRow): void {
  check(row.state !== 'applied' || row.after !== null, 'repairs_after_check');
  const givesBack = row.kind === 'void' || row.kind === 'refund';
  const isPositive = row.amount === null || row.amount.amountMinor > 0;
  check(givesBack === (row.amount !== null) && isPositive, 'repairs_amount_check');
  check(row.basisHash === sha256(row.basisJson), 'repairs_basis_hash_check');
  check(row.evidenceSeqs.length > 0, 'repairs_evidence_check');
  check(KINDS.includes(row.kind), 'repairs_kind_check');
  check(row.number > 0, 'repairs_number_check');
  check([...row.reason].length >= LEAST_REASON, 'repairs_reason_check');
  check((row.state === 'refused') === (row.refusedBecause !== null), 'repairs_refused_check');
  const isOwn = row.approvedBy === row.proposedBy && !db.defects.has('own_approval');
  check(!isOwn, 'repairs_second_person_check');
  const isSettled = row.state === 'applied' || row.state === 'refused' || row.state === 'withdrawn';
  check(isSettled === (row.settledAtMs !== null), 'repairs_settled_check');
}
