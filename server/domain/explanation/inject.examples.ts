/** What a known cause is injected by. */
import type { WaitingCause } from './causes';
import type { History } from './history.examples';

type Before = readonly WaitingCause[];

/** Makes it happen, and returns what went wrong before, the newest first. */
export type Inject = (h: History) => Before;

export const NOTHING: Before = [];

/** While a worker may still be on time, and when it no longer is. */
export const soon = (h: History): void => h.pass(10, 45_000);
export const late = (h: History): void => h.pass(61_500, 3_600_000);
