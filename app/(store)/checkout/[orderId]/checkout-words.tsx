import Link from 'next/link';
import type { ReactNode } from 'react';
import type { WireMoney } from '@/components/store/resources';
import { StoreProblem } from '@/components/store/store-problem';
import { moneyOf } from '@/components/store/wire';
import { Button, ButtonLink } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
import { moneyWords } from '@/server/domain/money-words';
import styles from './checkout-form.module.css';
import type { CheckoutPhase } from './checkout-phase';

/** Never that it was sent where nobody knows. */
export function headOf(phase: CheckoutPhase): string {
  if (phase.kind !== 'watch') return 'Pay and place the order';
  return phase.why === 'not_heard' ? 'Your order may have been placed.' : 'Your order was sent.';
}

interface PhaseWordsProps {
  readonly phase: CheckoutPhase;
  readonly sending: boolean;
  /** What the page does by itself; null where it has no scripts. */
  readonly goesOn: ReactNode;
}

/** What the customer must know before pressing anything; said aloud when it changes. */
export function PhaseWords({ goesOn, phase, sending }: PhaseWordsProps) {
  if (sending)
    return (
      <p role="status" className="sr">
        Sending your order.
      </p>
    );
  switch (phase.kind) {
    case 'open':
      return phase.note ? <StoreProblem>{phase.note}</StoreProblem> : null;
    case 'unavailable':
      return (
        <StoreProblem>
          <strong>Payments are paused for a moment. Your order is kept, and you were not charged.</strong>{' '}
          {goesOn ?? 'Try again; it can only ever count once.'} If you leave, nothing is charged; the order is kept
          until <LocalTime at={phase.keptUntilMs} form="minute" />.
        </StoreProblem>
      );
    case 'busy':
      return (
        <StoreProblem>
          <strong>The shop is busy. Nothing was sent or charged.</strong>{' '}
          {goesOn ?? 'Try again; it can only ever count once.'} Your checkout stands as it is; no piece is set aside for
          it yet.
        </StoreProblem>
      );
    case 'watch':
      return phase.why === 'not_heard' ? (
        <StoreProblem>
          <strong>We have not heard back.</strong> The order may have gone through, so it is not sent again.{' '}
          {goesOn ?? 'Check its status.'}
        </StoreProblem>
      ) : null;
    case 'refused':
      return <StoreProblem>{phase.text}</StoreProblem>;
    case 'cart_changed':
      return (
        <StoreProblem>
          <strong>Your cart is no longer what this checkout was opened for.</strong> Nothing was sent or charged. Open
          the checkout again from the cart.
        </StoreProblem>
      );
    case 'answered':
      return null;
    default:
      return phase satisfies never;
  }
}

/** Somebody asked where the order stands, and nobody answered. */
export function NoStatusYet({ sinceMs }: { sinceMs: number }) {
  return (
    <StoreProblem>
      <strong>
        No answer since <LocalTime at={sinceMs} form="clock" />.
      </strong>{' '}
      Your order goes on without this page. Please check again in a moment; nothing is sent by checking.
    </StoreProblem>
  );
}

interface CheckoutButtonProps {
  readonly phase: CheckoutPhase;
  readonly busy: boolean;
  readonly total: WireMoney | null;
  readonly statusHref: string;
  readonly look: () => void;
}

function words(phase: CheckoutPhase, total: WireMoney | null): string {
  if (phase.kind === 'unavailable' || phase.kind === 'busy') return 'Try again now';
  return total ? `Place order, ${moneyWords(moneyOf(total))}` : 'Place order';
}

/** One button. While an operation is open, or may be, it looks and cannot send. */
export function CheckoutButton({ phase, busy, total, statusHref, look }: CheckoutButtonProps) {
  if (phase.kind === 'cart_changed')
    return (
      <div className={styles.act}>
        <ButtonLink href="/cart" kind="primary" size="lg" prefetch={false}>
          Back to the cart
        </ButtonLink>
      </div>
    );
  if (phase.kind === 'watch' || phase.kind === 'refused')
    return (
      <div className={styles.act}>
        <Button kind="primary" size="lg" disabled={busy} onClick={look}>
          {busy ? 'Checking…' : 'Check status'}
        </Button>
        <span className="meta">
          <Link href={statusHref} prefetch={false}>
            Open the status page
          </Link>
        </span>
      </div>
    );
  return (
    <div className={styles.act}>
      <Button type="submit" kind="primary" size="lg" disabled={busy}>
        {busy ? 'Sending…' : words(phase, total)}
      </Button>
      <span className="meta">{busy ? 'This can take a few seconds.' : 'You are charged once at most.'}</span>
    </div>
  );
}
