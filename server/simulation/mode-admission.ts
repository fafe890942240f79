/** What lets payment attempts in where a region may be degraded: the product's own admission, which goes by the switches and the mode as it last read them. */
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { Random } from '../ports/random';
import type { Admission } from '../services/checkout-admission';
import { ControlReader } from '../services/control-reader';
import { PaymentAdmission } from '../services/payment-admission';
import { PressureMeter } from '../services/pressure-meter';
import { NOT_MEASURED } from '../services/pressure-sampler';
import type { Job } from '../workers/loop';
import type { Ground } from './ground';
import type { ProcessStores } from './process-stores';
import type { Life } from './simulated-process';

export interface ModeAdmission {
  readonly admission: Admission;
  /** Keeps it from going by what it read long ago. */
  readonly job: Job;
}

const READ_EVERY_MS = 2_000;

export function modeAdmission(
  { mutant, onAdmission }: Ground,
  { context, controls: switches, modes }: ProcessStores,
  { clock, random, region }: { readonly region: Region; readonly clock: Clock; readonly random: Random },
  life: Life,
): ModeAdmission {
  const controls = new ControlReader({
    process: life.holder,
    role: 'web',
    region,
    clock,
    controls: switches,
    modes: (mutant?.admissionModes ?? ((store) => store))(modes, context),
    readers: { acknowledge: () => Promise.resolve() },
  });
  let drawn: number[] = [];
  const luck = (): number => {
    const next = random.luck();
    drawn.push(next);
    return next;
  };
  const inner = new PaymentAdmission({
    region,
    clock,
    random: { ...random, luck },
    controls,
    meter: new PressureMeter(life.process.name),
    pressure: () => NOT_MEASURED,
  });
  return {
    admission: {
      decide(attempt) {
        drawn = [];
        const answer = inner.decide(attempt);
        // what an attempt draws first is whether it is within the ramp
        onAdmission(region, answer.admitted, drawn[0] ?? 0, attempt);
        return answer;
      },
    },
    job: { name: 'controls', idleMs: READ_EVERY_MS, runOnce: () => controls.refresh().then(() => 0) },
  };
}

/** What the history's own faults let in, the mode decides about. */
export const bothOf = (faults: Admission, mode: Admission): Admission => ({
  decide: (attempt) => {
    const first = faults.decide(attempt);
    return first.admitted ? mode.decide(attempt) : first;
  },
});
