import { useSessionStorage } from '@mantine/hooks';
import { EMPTY_DRAFT, type RepairDraft } from '@/components/reconciliation/repair-plan';
import { type RepairSubject, repairHref } from '@/components/reconciliation/queue-row';
import { REPAIR_KINDS } from '@/server/domain/repair/repair';

/** What was filled in stays with this browser tab until it was sent; another order or case has its own. */
export function useRepairDraft(subject: RepairSubject) {
  const [draft, setDraft, forget] = useSessionStorage<RepairDraft>({
    key: `evident repair draft ${repairHref(subject)}`,
    defaultValue: EMPTY_DRAFT,
    deserialize: read,
  });
  return { draft, change: (part: Partial<RepairDraft>) => setDraft((before) => ({ ...before, ...part })), forget };
}

/** Whatever stands in the storage, a draft comes of it. */
function read(text: string | undefined): RepairDraft {
  try {
    const { amount, kind, reason } = JSON.parse(text ?? '{}') as Record<keyof RepairDraft, unknown>;
    return {
      kind: REPAIR_KINDS.find((each) => each === kind) ?? null,
      amount: typeof amount === 'string' ? amount : null,
      reason: typeof reason === 'string' ? reason : '',
    };
  } catch {
    return EMPTY_DRAFT;
  }
}
