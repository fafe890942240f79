/**
 * Whom a caller turns away by itself when the callee answers too little: a share that grows as the rate of answers falls under a
 * threshold. The formula is Envoy's admission control filter, which is the client-side throttling of Google's SRE book with a name for
 * each number: P = ((n - s / threshold) / (n + 1)) ^ (1 / aggression) over a sliding window, never more than `most`.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/admission_control_filter
 * https://sre.google/sre-book/handling-overload/ ("Client-Side Throttling"; its K is 1 / threshold).
 */
export interface ThrottleSettings {
  /** The lowest share of answered calls at which nobody is turned away, 0 to 1. */
  readonly threshold: number;
  /** 1: linear; higher turns away more, sooner. */
  readonly aggression: number;
  /** So that some still ask and a recovery is seen. */
  readonly most: number;
  /** Under so many calls a second nobody is turned away. */
  readonly fewestPerSecond: number;
  readonly windowMs: number;
}

export interface CallCounts {
  readonly calls: number;
  readonly answered: number;
}

/** Envoy's defaults: threshold 95 %, aggression 1, at most 80 %, a window of 30 s, no lowest rate. */
export const ENVOY_DEFAULTS: ThrottleSettings = {
  threshold: 0.95,
  aggression: 1,
  most: 0.8,
  fewestPerSecond: 0,
  windowMs: 30_000,
};

/**
 * Ours: a provider may fail one call in five before anybody is turned away (declined is an answer); at its worst one attempt in twenty
 * still asks it, and never fewer than two a second, so that it is known when it is back.
 */
export const PROVIDER_THROTTLE: ThrottleSettings = {
  threshold: 0.8,
  aggression: 1,
  most: 0.95,
  fewestPerSecond: 2,
  windowMs: 20_000,
};

/** From 0 (nobody) to `most`. */
export function rejectionProbability({ calls, answered }: CallCounts, settings: ThrottleSettings): number {
  if (calls / (settings.windowMs / 1000) < settings.fewestPerSecond) return 0;
  const expected = answered / settings.threshold;
  const linear = Math.max(0, (calls - expected) / (calls + 1));
  return Math.min(settings.most, linear ** (1 / settings.aggression));
}

/** Counts in a window that slides by seconds; a second that fell out of it is forgotten. */
export type CallHistory = readonly { readonly second: number; readonly calls: number; readonly answered: number }[];

export function withCall(history: CallHistory, nowMs: number, answered: boolean, windowMs: number): CallHistory {
  const second = Math.floor(nowMs / 1000);
  const kept = history.filter((each) => each.second > second - windowMs / 1000);
  const own = kept.find((each) => each.second === second) ?? { second, calls: 0, answered: 0 };
  const counted = { second, calls: own.calls + 1, answered: own.answered + (answered ? 1 : 0) };
  return [...kept.filter((each) => each.second !== second), counted];
}

export function countsOf(history: CallHistory, nowMs: number, windowMs: number): CallCounts {
  const oldest = Math.floor(nowMs / 1000) - windowMs / 1000;
  return history
    .filter((each) => each.second > oldest)
    .reduce((sum, each) => ({ calls: sum.calls + each.calls, answered: sum.answered + each.answered }), {
      calls: 0,
      answered: 0,
    });
}
