import { useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '@/components/trpc';
import { useClick } from '../reconciliation/use-click';

/** One click on the mode; whatever came of it, the mode is read anew, here and at the top of the page. */
export function useModeClick() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return useClick('/console/degraded-mode', () => queries.invalidateQueries({ queryKey: trpc.onCall.mode.pathKey() }));
}
