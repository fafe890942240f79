/**
 * When a figure is over its limit. Passed and left at different values, and only after it stood there for a while, so that a figure
 * at the limit does not turn a mode on and off. A figure that is not known neither passes nor leaves: lost samples are no evidence.
 */
import type { PressureGauge } from './reading';

export interface PressureLimit {
  /** From here on it is over. */
  readonly enterAt: number;
  /** Below this it is under again; lower than `enterAt`. */
  readonly leaveBelow: number;
  readonly enterAfterMs: number;
  readonly leaveAfterMs: number;
}

/**
 * The figures that have a limit. The provider's: p95 at the gateway's patience means that one in twenty customers hears "pending". The
 * queue's are its budget (`confirmation-queue.ts`). The others say that this process, and not the provider, is what is slow.
 */
export const PRESSURE_LIMITS = {
  provider_p95_ms: { enterAt: 1_500, leaveBelow: 800, enterAfterMs: 5_000, leaveAfterMs: 20_000 },
  timeout_rate: { enterAt: 0.1, leaveBelow: 0.02, enterAfterMs: 3_000, leaveAfterMs: 20_000 },
  error_rate: { enterAt: 0.2, leaveBelow: 0.05, enterAfterMs: 3_000, leaveAfterMs: 20_000 },
  retry_budget_use: { enterAt: 0.95, leaveBelow: 0.8, enterAfterMs: 10_000, leaveAfterMs: 20_000 },
  confirmation_queue: { enterAt: 2_000, leaveBelow: 500, enterAfterMs: 3_000, leaveAfterMs: 10_000 },
  confirmation_queue_oldest_ms: { enterAt: 30_000, leaveBelow: 5_000, enterAfterMs: 3_000, leaveAfterMs: 10_000 },
  authorizations_undecided_oldest_ms: {
    enterAt: 60_000,
    leaveBelow: 10_000,
    enterAfterMs: 5_000,
    leaveAfterMs: 10_000,
  },
  event_loop_lag_ms: { enterAt: 500, leaveBelow: 150, enterAfterMs: 5_000, leaveAfterMs: 10_000 },
} as const satisfies Partial<Record<PressureGauge, PressureLimit>>;

export interface LimitState {
  readonly over: boolean;
  /** Since when it has been so. */
  readonly sinceMs: number;
  /** Since when the figure speaks for the other side without a break; null while it does not. */
  readonly turningSinceMs: number | null;
}

export const underLimit = (atMs: number): LimitState => ({ over: false, sinceMs: atMs, turningSinceMs: null });

/** @param value null: not known at this instant. */
export function judgeLimit(state: LimitState, limit: PressureLimit, value: number | null, atMs: number): LimitState {
  const turns = value !== null && (state.over ? value < limit.leaveBelow : value >= limit.enterAt);
  if (!turns) return { ...state, turningSinceMs: null };
  const turningSinceMs = state.turningSinceMs ?? atMs;
  const after = state.over ? limit.leaveAfterMs : limit.enterAfterMs;
  if (atMs - turningSinceMs < after) return { ...state, turningSinceMs };
  return { over: !state.over, sinceMs: atMs, turningSinceMs: null };
}
