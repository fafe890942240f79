/** Every action of a person ends in one of three: done, not done, not known yet. The third names what to watch; it is no error. */
import type { Region } from './region';

export type ActionResult =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'not_done'; readonly code: string; readonly text: string }
  /** @property watch the page that tells, once it is known. */
  | { readonly kind: 'not_known_yet'; readonly text: string; readonly watch: string };

type NotKnownYet = Extract<ActionResult, { readonly kind: 'not_known_yet' }>;

/** A region that did not answer may have acted; the operation id makes the same click safe. */
export const notAnsweredBy = (region: Region, watch: string): NotKnownYet => ({
  kind: 'not_known_yet',
  text: `Region ${region} did not answer. Whether it was done is not known; the same click is safe to repeat.`,
  watch,
});
