import { Time } from '@/components/ui/time';

/** From its first day to its last; the end is exclusive. */
export function StatementPeriodWords({ fromMs, toMs }: { fromMs: number; toMs: number }) {
  const lastMs = toMs - 1;
  return new Date(fromMs).toISOString().slice(0, 10) === new Date(lastMs).toISOString().slice(0, 10) ? (
    <Time at={fromMs} form="day" />
  ) : (
    <>
      <Time at={fromMs} form="day" /> to <Time at={lastMs} form="day" />
    </>
  );
}
