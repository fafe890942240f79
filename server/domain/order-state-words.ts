/**
 * How a state is named and toned for staff, in one table per kind of state. Colour means state and nothing else; an order that
 * failed safely is grey, because nothing is wrong, and a pending one is amber, because nothing is known to be.
 */
import type { MoneyPosition } from './money-position';
import type { OrderState } from './order';

export type Tone = 'neutral' | 'blue' | 'amber' | 'green' | 'violet';

export interface StateWords {
  readonly word: string;
  readonly meaning: string;
  readonly tone: Tone;
  /** Drawn solid when settled, dashed when not. */
  readonly settled: boolean;
}

export const ORDER_STATE_WORDS: Record<OrderState, StateWords> = {
  order_intent_saved: { word: 'Intent saved', meaning: 'saved, not charged yet', tone: 'neutral', settled: false },
  inventory_reserved: { word: 'Items held', meaning: 'items held, not charged yet', tone: 'blue', settled: false },
  payment_authorizing: { word: 'Authorizing', meaning: 'contacting the bank', tone: 'blue', settled: false },
  payment_pending: { word: 'Pending', meaning: 'being confirmed', tone: 'amber', settled: false },
  order_confirmed: { word: 'Confirmed', meaning: 'paid and held, decided once', tone: 'green', settled: true },
  needs_reconciliation: {
    word: 'Needs reconciliation',
    meaning: 'a person will look',
    tone: 'violet',
    settled: false,
  },
  failed_safely: { word: 'Failed safely', meaning: 'not completed, nothing kept', tone: 'neutral', settled: true },
};

/** `unknown` never stands without "at most". */
export const MONEY_POSITION_WORDS: Record<MoneyPosition, StateWords> = {
  not_moved: { word: 'not moved', meaning: 'no charge exists', tone: 'neutral', settled: true },
  unknown: { word: 'unknown', meaning: 'sent, no answer yet', tone: 'amber', settled: false },
  held: { word: 'held', meaning: 'authorized, not captured', tone: 'neutral', settled: true },
  captured: { word: 'captured', meaning: 'taken', tone: 'neutral', settled: true },
  returning: { word: 'returning', meaning: 'void or refund sent, not acknowledged', tone: 'blue', settled: false },
  returned: { word: 'returned', meaning: 'void or refund acknowledged', tone: 'neutral', settled: true },
};
