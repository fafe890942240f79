/**
 * What a pack's records say against what its rows of evidence witnessed. Records of one instant cannot contradict their evidence:
 * a row is written in the transaction of the change that it witnesses, and the database refuses the rest.
 */
import type { PackRecords } from './records';
import type { RecordedEvidence } from '../recorded-evidence';
import { ORDER_STATES } from '../order';
import { detailOf } from '../recorded-evidence';

/** The first contradiction, in words; null: they agree. */
export function contradictionIn(records: PackRecords): string | null {
  if (records.evidence.length === 0) return 'it holds no evidence';
  return contradictedState(records) ?? contradictedHistory(records) ?? contradictedTotal(records);
}

const movesOf = ({ evidence }: PackRecords): readonly RecordedEvidence[] =>
  evidence.filter(({ kind, order_version }) => order_version !== null && isState(kind));

const isState = (kind: string): boolean => (ORDER_STATES as readonly string[]).includes(kind);

function contradictedState(records: PackRecords): string | null {
  const { state, version } = records.order;
  const last = movesOf(records).at(-1);
  if (last === undefined) return 'no row witnesses a state';
  return last.order_version === version && last.kind === state
    ? null
    : `the order is given as ${state} at version ${version}; its evidence ends at ${last.kind}, version ${last.order_version}`;
}

function contradictedHistory(records: PackRecords): string | null {
  const moves = movesOf(records);
  for (const [i, { version, to_state }] of records.transitions.entries()) {
    const move = moves[i];
    if (move?.order_version !== version || move.kind !== to_state)
      return `transition ${version} is given as ${to_state}; the evidence has ${move === undefined ? 'no such move' : `${move.kind} at version ${move.order_version}`}`;
  }
  return moves.length === records.transitions.length
    ? null
    : `${records.transitions.length} transitions are given; the evidence has ${moves.length}`;
}

function contradictedTotal({ evidence, lines, operations, order }: PackRecords): string | null {
  const saved = evidence.find(({ kind }) => kind === 'order_intent_saved');
  const given = `${order.total_minor} ${order.currency}`;
  if (saved !== undefined) {
    const { currency, total_minor } = detailOf(saved);
    if (total_minor !== order.total_minor || currency !== order.currency)
      return `the total is given as ${given}; the intent was saved over ${total_minor} ${currency}`;
  }
  const sumMinor = lines.reduce((sum, line) => sum + line.quantity * line.unit_price_minor, 0);
  if (sumMinor !== order.total_minor) return `the total is given as ${given}; the lines come to ${sumMinor}`;
  const pay = operations.find(({ kind }) => kind === 'authorize');
  if (pay !== undefined && (pay.amount_minor !== order.total_minor || pay.currency !== order.currency))
    return `${pay.operation} is given over ${pay.amount_minor} ${pay.currency}; the order is ${given}`;
  return null;
}
