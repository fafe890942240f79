/** All switches together, as one process goes by them, and what they say to one payment attempt. */
import {
  type ControlValue,
  controlOf,
  inForce,
  methodFamily,
  type PauseScope,
  type ShedClass,
  valueOf,
} from './control';
import type { Region } from './region';

export interface ControlPosition {
  readonly pauses: readonly { readonly scope: PauseScope; readonly untilMs: number | null }[];
  /** The share of payment attempts that may be let in, 0 to 100: the lower of what was set by hand and what the mode allows. */
  readonly rampPercent: number;
  readonly shed: readonly ShedClass[];
}

/** What is known of an attempt when it asks; null where it is not known yet. */
export interface AskedAttempt {
  readonly region: Region;
  readonly paymentMethod: string | null;
  readonly skus: readonly string[];
}

/** What degraded mode adds to the switches. */
export interface ModeBound {
  readonly rampPercent: number;
  readonly shed: readonly ShedClass[];
}

export const NO_BOUND: ModeBound = { rampPercent: 100, shed: [] };

/** @param records names that this build does not know, and values that are none, stand in their normal position. */
export function positionOf(
  records: readonly { readonly name: string; readonly value: unknown }[],
  bound: ModeBound = NO_BOUND,
): ControlPosition {
  const pauses: { scope: PauseScope; untilMs: number | null }[] = [];
  const shed = new Set<ShedClass>(bound.shed);
  let rampPercent = bound.rampPercent;
  for (const { name, value: stored } of records) {
    const control = controlOf(name);
    const value: ControlValue | null = control === null ? null : valueOf(control, stored);
    if (control === null || value === null) continue;
    if (control.kind === 'pause' && value.kind === 'pause' && value.paused)
      pauses.push({ scope: control.scope, untilMs: value.untilMs });
    if (control.kind === 'shed' && value.kind === 'shed' && value.shed) shed.add(control.work);
    if (value.kind === 'ramp') rampPercent = Math.min(rampPercent, value.percent);
  }
  return { pauses, rampPercent, shed: [...shed] };
}

/** The pause that stops this attempt; null when none does. */
export function pauseOf(position: ControlPosition, attempt: AskedAttempt, nowMs: number): PauseScope | null {
  const found = position.pauses.find(
    ({ scope, untilMs }) => inForce({ kind: 'pause', paused: true, untilMs }, nowMs) && touches(scope, attempt),
  );
  return found?.scope ?? null;
}

function touches(scope: PauseScope, { paymentMethod, region, skus }: AskedAttempt): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'region':
      return scope.region === region;
    case 'method':
      return paymentMethod !== null && (scope.method === paymentMethod || scope.method === methodFamily(paymentMethod));
    case 'product':
      return skus.includes(scope.sku);
    default:
      return scope satisfies never;
  }
}

/** @param luck from 0 to under 1, drawn for this attempt. */
export function isWithinRamp(position: ControlPosition, luck: number): boolean {
  return luck * 100 < position.rampPercent;
}
