'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseAsStringLiteral, useQueryStates } from 'nuqs';
import { PressureCharts } from '@/components/operations/pressure-charts';
import { useTRPC } from '@/components/trpc';
import { ReadState } from '@/components/ui/read-state';
import { TableSkeleton } from '@/components/ui/skeleton';
import { PRESSURE_WINDOWS } from '@/server/domain/pressure/window';
import styles from './pressure-live.module.css';

/** A point of the shortest window is ten seconds long. */
const POLL_PRESSURE_MS = 10_000;

const VIEW = {
  pressure: parseAsStringLiteral(PRESSURE_WINDOWS).withDefault('15m'),
  of: parseAsStringLiteral(['both', 'east', 'west'] as const).withDefault('both'),
};

export function PressureLive() {
  const trpc = useTRPC();
  const [{ of, pressure }, choose] = useQueryStates(VIEW);
  const query = useQuery(
    trpc.support.now.pressure.queryOptions(
      { window: pressure },
      { refetchInterval: POLL_PRESSURE_MS, placeholderData: keepPreviousData },
    ),
  );
  return (
    <ReadState
      query={query}
      what="The pressure"
      skeleton={
        <div className={styles.reading}>
          <TableSkeleton rows={9} columns={3} label="Reading the pressure" />
        </div>
      }
    >
      {(view) => (
        <PressureCharts
          view={view}
          window={pressure}
          chooseWindow={(window) => void choose({ pressure: window })}
          region={of}
          chooseRegion={(region) => void choose({ of: region })}
        />
      )}
    </ReadState>
  );
}
