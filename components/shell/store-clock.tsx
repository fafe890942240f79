'use client';

import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import { useServerNow } from '@/components/ui/use-now';

interface StoreClockProps {
  /** The store's clock when it was read, and this browser's. */
  readonly nowMs: number;
  readonly heardAtMs: number;
}

/** What time it is where all times of a page are told, and in which zone they are written. */
export function StoreClock({ heardAtMs, nowMs }: StoreClockProps) {
  return (
    <>
      <Time at={useServerNow(nowMs, heardAtMs)} form="day-clock" zone={CONSOLE_ZONE} /> {CONSOLE_ZONE}
    </>
  );
}
