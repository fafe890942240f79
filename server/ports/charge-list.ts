/**
 * The provider's own list of payments by the time at which they were made. A list that breaks off in the middle is no list: it is
 * told whole, or not at all.
 */
import type { ListedCharge } from '../domain/ledger-sweep/sides';
import type { UnknownCause } from '../domain/payment';

export type ListAnswer =
  | { readonly kind: 'listed'; readonly charges: readonly ListedCharge[] }
  /** More than were asked for. */
  | { readonly kind: 'too_many' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause };

export interface ChargeList {
  /**
   * Every payment that the provider made from `fromMs` to before `toMs`, by its own clock and in its whole seconds, as it stands now.
   * One call at a time. @param most null: however many there are.
   */
  madeIn(fromMs: number, toMs: number, most: number | null): Promise<ListAnswer>;
}
