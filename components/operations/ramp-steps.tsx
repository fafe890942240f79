import { type Mode, RAMP_STEPS, type RampHolds, type RampStep } from '@/server/domain/degraded-mode';
import { countdown } from '@/server/domain/instant-words';
import styles from './ramp-steps.module.css';

interface RampStepsProps {
  readonly mode: Mode;
  readonly holds: RampHolds;
  /** Payment attempts a minute that come in; null: not known. */
  readonly perMinute: number | null;
  readonly nowMs: number;
}

/** The way out, step by step: solid is done, ink is where it stands, dashed is planned. */
export function RampSteps({ holds, mode, nowMs, perMinute }: RampStepsProps) {
  return (
    <ol className={styles.ramp}>
      {RAMP_STEPS.map((step) => (
        <li
          key={step}
          data-step={standing(mode, step)}
          aria-current={standing(mode, step) === 'now' ? 'step' : undefined}
        >
          <div className={styles.bars}>
            <i style={{ height: `${Math.max(8, step)}%` }} />
          </div>
          <div className={styles.base}>
            <b>{step} %</b>
            <span className="soft">{holdWords(mode, step, holds, nowMs)}</span>
            <span className="meta">{perMinute === null ? '' : rate(perMinute, step)}</span>
          </div>
        </li>
      ))}
    </ol>
  );
}

function standing(mode: Mode, step: RampStep): 'planned' | 'now' | 'done' {
  if (mode.state !== 'recovering' || step > mode.rampPercent) return 'planned';
  return step === mode.rampPercent ? 'now' : 'done';
}

function holdWords(mode: Mode, step: RampStep, holds: RampHolds, nowMs: number): string {
  if (mode.state === 'recovering' && step === mode.rampPercent) {
    if (mode.rampPaused) return 'paused';
    const leftMs = mode.stepSinceMs + holds[step] - nowMs;
    return leftMs > 0 ? `held for another ${countdown(leftMs)}` : 'goes on when the evidence holds';
  }
  const hold = `hold ${countdown(holds[step])}`;
  return step === 100 ? `${hold}, then normal` : hold;
}

const rate = (perMinute: number, step: RampStep): string =>
  step === 100
    ? `all ${Math.round(perMinute).toLocaleString('en')} a minute`
    : `${Math.round((perMinute * step) / 100).toLocaleString('en')} a minute`;
