/**
 * The seven order states as shape + word + colour, one total table. Ring: a machine is on it. Diamond: a person.
 * Disc: settled, kept. Square: settled, nothing kept.
 */
import type { ReactNode } from 'react';
import { dashedRing, SvgMark } from '@/components/ui/marks';
import type { OrderState } from '@/server/domain/order';
import { ORDER_STATE_WORDS } from '@/server/domain/order-state-words';
import styles from './order-state.module.css';

const SHAPES: Record<OrderState, ReactNode> = {
  order_intent_saved: dashedRing,
  inventory_reserved: (
    <>
      {dashedRing}
      <path d="M3.7 7a3.3 3.3 0 0 0 6.6 0z" fill="currentColor" stroke="none" />
    </>
  ),
  payment_authorizing: <circle cx="7" cy="7" r="5.5" strokeDasharray="25.9 8.66" strokeLinecap="round" />,
  payment_pending: (
    <>
      {dashedRing}
      <circle cx="7" cy="7" r="2.4" fill="currentColor" stroke="none" />
    </>
  ),
  order_confirmed: (
    <>
      <circle cx="7" cy="7" r="6.25" fill="currentColor" stroke="none" />
      <path className="on" d="m4.3 7.2 1.9 1.9 3.6-4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  failed_safely: (
    <>
      <rect x="1" y="1" width="12" height="12" rx="2.5" fill="currentColor" stroke="none" />
      <path className="on" d="M4.2 7h5.6" strokeLinecap="round" />
    </>
  ),
  needs_reconciliation: (
    <>
      <path d="M7 .6.6 7 7 13.4z" fill="currentColor" stroke="none" />
      <path d="m7 1.4 5.6 5.6L7 12.6" strokeDasharray="2.3 1.5" strokeDashoffset="-.3" />
    </>
  ),
};

/** The mark alone; the caller supplies the word beside it. `live` lets the authorizing ring turn. */
export function OrderStateMark({ state, live = false }: { state: OrderState; live?: boolean }) {
  return (
    <span className={styles.mark} data-state={state}>
      <SvgMark turns={live && state === 'payment_authorizing'}>{SHAPES[state]}</SvgMark>
    </span>
  );
}

interface OrderStateLabelProps {
  readonly state: OrderState;
  readonly live?: boolean;
  /** `name` is the record's own word (payment_pending), `word` the short one for people. */
  readonly words?: 'name' | 'word';
}

export function OrderStateLabel({ state, live = false, words = 'name' }: OrderStateLabelProps) {
  return (
    <span className={styles.state} data-state={state}>
      <OrderStateMark state={state} live={live} />
      {words === 'name' ? state : ORDER_STATE_WORDS[state].word}
    </span>
  );
}
