/**
 * The switches of the store by name and value, and what they let through. A missing switch stands in its normal position; a pause ends by
 * itself at its time; a switch says nothing about carts, intents, status and reconciliation, which go on.
 */
import { isRegion, type Region } from './region';

export const SHED_CLASSES = ['recommendations', 'nonessential_mail', 'immediate_confirmation'] as const;

/** Optional work, in the order in which it goes first. */
export type ShedClass = (typeof SHED_CLASSES)[number];

export const METHOD_FAMILIES = ['card', 'demonstration'] as const;

/** How people name a way to pay: not by one card's id. */
export type MethodFamily = (typeof METHOD_FAMILIES)[number];

export type PauseScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'region'; readonly region: Region }
  | { readonly kind: 'method'; readonly method: string }
  | { readonly kind: 'product'; readonly sku: string };

export type Control =
  | { readonly kind: 'pause'; readonly scope: PauseScope }
  | { readonly kind: 'ramp' }
  | { readonly kind: 'shed'; readonly work: ShedClass };

export type ControlValue =
  /** @property untilMs null: until somebody resumes. */
  | { readonly kind: 'pause'; readonly paused: boolean; readonly untilMs: number | null }
  /** The share of payment attempts that may be let in: a ceiling set by hand; degraded mode may hold it lower. */
  | { readonly kind: 'ramp'; readonly percent: number }
  | { readonly kind: 'shed'; readonly shed: boolean };

const PAUSE = 'payments_paused';
const RAMP = 'admission_ramp_percent';

export function controlName(control: Control): string {
  switch (control.kind) {
    case 'ramp':
      return RAMP;
    case 'shed':
      return `shed:${control.work}`;
    case 'pause':
      return pauseName(control.scope);
    default:
      return control satisfies never;
  }
}

function pauseName(scope: PauseScope): string {
  switch (scope.kind) {
    case 'all':
      return PAUSE;
    case 'region':
      return `${PAUSE}:region:${scope.region}`;
    case 'method':
      return `${PAUSE}:method:${scope.method}`;
    case 'product':
      return `${PAUSE}:product:${scope.sku}`;
    default:
      return scope satisfies never;
  }
}

/** Null: no switch of this build, perhaps one of a newer. */
export function controlOf(name: string): Control | null {
  if (name === RAMP) return { kind: 'ramp' };
  if (name === PAUSE) return { kind: 'pause', scope: { kind: 'all' } };
  const work = SHED_CLASSES.find((each) => name === `shed:${each}`);
  if (work !== undefined) return { kind: 'shed', work };
  const [, kind, rest] = /^payments_paused:(region|method|product):(.+)$/.exec(name) ?? [];
  if (kind === undefined || rest === undefined) return null;
  if (kind === 'region') return isRegion(rest) ? { kind: 'pause', scope: { kind, region: rest } } : null;
  if (kind === 'method') return /^[a-z_]{1,40}$/.test(rest) ? { kind: 'pause', scope: { kind, method: rest } } : null;
  return /^[!-~]{1,80}$/.test(rest) ? { kind: 'pause', scope: { kind: 'product', sku: rest } } : null;
}

export function normalValue(control: Control): ControlValue {
  switch (control.kind) {
    case 'pause':
      return { kind: 'pause', paused: false, untilMs: null };
    case 'ramp':
      return { kind: 'ramp', percent: 100 };
    case 'shed':
      return { kind: 'shed', shed: false };
    default:
      return control satisfies never;
  }
}

/** As the record holds it. */
export function storedValue(value: ControlValue): Readonly<Record<string, boolean | number | null>> {
  switch (value.kind) {
    case 'pause':
      return { paused: value.paused, until_ms: value.paused ? value.untilMs : null };
    case 'ramp':
      return { percent: value.percent };
    case 'shed':
      return { shed: value.shed };
    default:
      return value satisfies never;
  }
}

/** Null: not a value of this switch. */
export function valueOf(control: Control, stored: unknown): ControlValue | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { paused, percent, shed, until_ms: until } = stored as Readonly<Record<string, unknown>>;
  switch (control.kind) {
    case 'pause':
      if (typeof paused !== 'boolean') return null;
      return { kind: 'pause', paused, untilMs: typeof until === 'number' && paused ? until : null };
    case 'ramp':
      return typeof percent === 'number' && percent >= 0 && percent <= 100 ? { kind: 'ramp', percent } : null;
    case 'shed':
      return typeof shed === 'boolean' ? { kind: 'shed', shed } : null;
    default:
      return control satisfies never;
  }
}

/** Whether the switch is off its normal position now. */
export function inForce(value: ControlValue, nowMs: number): boolean {
  switch (value.kind) {
    case 'pause':
      return value.paused && (value.untilMs === null || nowMs < value.untilMs);
    case 'ramp':
      return value.percent < 100;
    case 'shed':
      return value.shed;
    default:
      return value satisfies never;
  }
}

export function methodFamily(paymentMethod: string): MethodFamily {
  return paymentMethod.startsWith('pm_evident_') ? 'demonstration' : 'card';
}
