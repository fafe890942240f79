/** Watches the region's figures once a second and moves its mode: in, up the ramp, back. */
import type { ModeMove } from '../domain/degraded-mode';
import type { DegradedModeController } from '../services/degraded-mode-controller';
import type { Job } from './loop';

const IDLE_MS = 1_000;

export function degradedModeWorker(
  controller: Pick<DegradedModeController, 'runOnce'>,
  tell: (move: ModeMove) => void,
): Job {
  return {
    name: 'degraded-mode-worker',
    idleMs: IDLE_MS,
    async runOnce() {
      const move = await controller.runOnce();
      if (move !== null) tell(move);
      return 0;
    },
  };
}
