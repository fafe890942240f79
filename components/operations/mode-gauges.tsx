import { ENTRY_GAUGES, type EntryGauge, gaugeName, gaugeValue } from '@/server/domain/mode-entry';
import { PRESSURE_LIMITS } from '@/server/domain/pressure/limit';
import type { PressureReading } from '@/server/domain/pressure/reading';
import { Bullet } from './bullet';
import styles from './mode-gauges.module.css';

interface ModeGaugesProps {
  readonly readings: readonly { readonly region: string; readonly reading: PressureReading }[];
}

/** The figures that enter the mode, the worse of the regions, each with its limit. */
export function ModeGauges({ readings }: ModeGaugesProps) {
  return (
    <div className={styles.gauges}>
      {ENTRY_GAUGES.map((gauge) => {
        const worst = worstOf(gauge, readings);
        const { enterAt, leaveBelow } = PRESSURE_LIMITS[gauge];
        const name = gaugeName(gauge);
        const limits = `limit ${gaugeValue(gauge, enterAt)}, left below ${gaugeValue(gauge, leaveBelow)}`;
        return (
          <Bullet
            key={gauge}
            name={name.charAt(0).toUpperCase() + name.slice(1)}
            value={worst === null ? 'too little to say' : gaugeValue(gauge, worst.value)}
            share={worst === null ? null : worst.value / (2 * enterAt)}
            limitAt={0.5}
            isOver={worst !== null && worst.value >= enterAt}
            note={worst === null ? limits : `${limits}; ${worst.region}`}
          />
        );
      })}
    </div>
  );
}

function worstOf(gauge: EntryGauge, readings: ModeGaugesProps['readings']): { region: string; value: number } | null {
  return readings.reduce<{ region: string; value: number } | null>((worst, { reading, region }) => {
    const value = reading[gauge];
    return value !== null && (worst === null || value > worst.value) ? { region, value } : worst;
  }, null);
}
