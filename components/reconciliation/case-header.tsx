import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import Link from 'next/link';
import type { Ref } from 'react';
import { OrderStateLabel } from '@/components/order/order-state';
import { IconButton } from '@/components/ui/button';
import { shortenMiddle } from '@/components/ui/id';
import type { OrderState } from '@/server/domain/order';
import { orderHref } from '@/server/domain/order-href';
import styles from './case-header.module.css';
import { type CaseAddress, caseAbout } from './queue-row';

interface CaseHeaderProps {
  readonly caseRef: CaseAddress;
  /** Null while it is read, and for money that names no order. */
  readonly state: OrderState | null;
  readonly heading: Ref<HTMLHeadingElement>;
  readonly close: () => void;
  readonly next: (() => void) | null;
  readonly previous: (() => void) | null;
}

/** Which case of which order, and the ways on; what opens the panel puts the focus on its heading. */
export function CaseHeader({ caseRef, close, heading, next, previous, state }: CaseHeaderProps) {
  const { caseId, orderId } = caseRef;
  return (
    <header className={styles.head}>
      <h2 ref={heading} tabIndex={-1} title={caseId}>
        Case{' '}
        {orderId === '' ? (
          shortenMiddle(caseAbout(caseRef), 24)
        ) : (
          <>
            ·{' '}
            <Link href={orderHref(orderId)} prefetch={false} title={orderId}>
              {shortenMiddle(orderId, 16)}
            </Link>
          </>
        )}
      </h2>
      {state === null ? null : (
        <span aria-live="polite">
          <OrderStateLabel state={state} />
        </span>
      )}
      <span className={styles.ways}>
        {next === null && previous === null ? null : (
          <>
            <IconButton
              kind="quiet"
              size="sm"
              label="Previous case (K)"
              aria-disabled={previous === null}
              onClick={() => previous?.()}
            >
              <IconChevronUp size={16} stroke={1.6} aria-hidden />
            </IconButton>
            <IconButton
              kind="quiet"
              size="sm"
              label="Next case (J)"
              aria-disabled={next === null}
              onClick={() => next?.()}
            >
              <IconChevronDown size={16} stroke={1.6} aria-hidden />
            </IconButton>
          </>
        )}
        <IconButton kind="quiet" size="sm" label="Close (Esc)" onClick={close}>
          <IconX size={16} stroke={1.6} aria-hidden />
        </IconButton>
      </span>
    </header>
  );
}
