/** Every action of a person ends in one of three: done, not done, not known yet. The third names what to watch; it is no error. */
export type ActionResult =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'not_done'; readonly code: string; readonly text: string }
  /** @property watch the page that tells, once it is known. */
  | { readonly kind: 'not_known_yet'; readonly text: string; readonly watch: string };
