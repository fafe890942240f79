/** What the address of the queue says: which list, narrowed how, from where, and which case is open beside it. */
import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { QUEUE_PRESETS } from '@/server/domain/case-queue';
import { CASE_REASONS, CASE_SEVERITIES } from '@/server/domain/reconciliation-case';
import { REGIONS } from '@/server/domain/region';

const address = {
  preset: parseAsStringLiteral(QUEUE_PRESETS).withDefault('all_due_first'),
  reason: parseAsStringLiteral(CASE_REASONS),
  region: parseAsStringLiteral(REGIONS),
  severity: parseAsStringLiteral(CASE_SEVERITIES),
  owner: parseAsString,
  cursor: parseAsString,
  case: parseAsString,
};

/** Whoever goes back finds the list and the case that they left. */
export const useQueueAddress = () => useQueryStates(address, { history: 'push' });

export type QueueAddress = ReturnType<typeof useQueueAddress>[0];
export type ChangeQueueAddress = ReturnType<typeof useQueueAddress>[1];

const serialize = createSerializer(address);

export const queueHref = (to: Partial<QueueAddress>): string => serialize('/console/reconciliation', to);
