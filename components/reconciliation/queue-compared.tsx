import { Time } from '@/components/ui/time';
import type { LastSweep } from '@/server/domain/last-sweep';
import { comparedWords } from './queue-compared-words';

interface ComparedWithProviderProps {
  /** Null: a region has not compared yet. */
  readonly sweep: LastSweep | null;
  readonly notReached: readonly string[];
  readonly asOfMs: number;
}

/** "Last compared with the provider 10:02:14: 5,120 charges, 5,120 agree." */
export function ComparedWithProvider({ asOfMs, notReached, sweep }: ComparedWithProviderProps) {
  if (sweep === null)
    return (
      <>
        Every order that needed a person has been decided, as of <Time at={asOfMs} />. The provider’s own list was not
        compared yet.
      </>
    );
  return (
    <>
      Last compared with the provider <Time at={sweep.sweptAtMs} />: {comparedWords(sweep)} Charges from{' '}
      <Time at={sweep.sinceMs} form="day-clock" /> to <Time at={sweep.windowToMs} form="day-clock" />, by the provider’s
      clock{notReached.length === 0 ? '' : `, without ${notReached.join(' and ')}, which was not reached`}.
    </>
  );
}
