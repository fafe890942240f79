import type { FormEvent } from 'react';
import { Button, ButtonLink } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
import { isFinal } from '@/server/domain/order';
import type { OrderResource } from './resources';
import styles from './status-act.module.css';

interface StatusActProps {
  readonly order: OrderResource;
  readonly token: string;
  readonly readAtMs: number;
  readonly checking: boolean;
  readonly check: (event: FormEvent) => void;
}

/** The one thing to do: check, while anything is open; go on with the kept order; or go back to the shop. */
export function StatusAct({ order, token, readAtMs, checking, check }: StatusActProps) {
  const checked = (
    <>
      Checked at <LocalTime at={readAtMs} form="clock" />
      {order.freshness === 'replica' ? (
        <>
          , as of <LocalTime at={Date.parse(order.fresh_as_of)} form="clock" />
        </>
      ) : null}
      .
    </>
  );
  if (isFinal(order.state))
    return (
      <div className={styles.act}>
        {order.state === 'failed_safely' && order.pay_again === 'possible' ? (
          <ButtonLink href="/cart" kind="primary" size="lg" prefetch={false}>
            Back to the cart
          </ButtonLink>
        ) : (
          <ButtonLink href="/" size="lg" prefetch={false}>
            To the shop
          </ButtonLink>
        )}
        <p className="meta">
          {checked} {order.state === 'order_confirmed' ? 'You may close this page.' : null}
        </p>
      </div>
    );
  return (
    <form className={styles.act} method="get" action={`/orders/${order.order_id}`} onSubmit={check}>
      <input type="hidden" name="token" value={token} />
      {order.kept !== undefined && order.pay_again === 'possible' ? (
        <ButtonLink href="/" kind="primary" size="lg" prefetch={false}>
          To the shop
        </ButtonLink>
      ) : order.pay_again === 'possible' ? (
        <ButtonLink href={`/checkout/${order.order_id}`} kind="primary" size="lg" prefetch={false}>
          Go on with this order
        </ButtonLink>
      ) : null}
      <Button type="submit" kind={order.pay_again === 'possible' ? 'default' : 'primary'} size="lg" disabled={checking}>
        {checking ? 'Checking…' : 'Check status'}
      </Button>
      <p className="meta">{checked} You may close this page.</p>
    </form>
  );
}
