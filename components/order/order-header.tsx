'use client';

import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Freshness } from '@/components/ui/freshness';
import type { Freshness as FreshnessData } from '@/server/domain/freshness';
import { shortenMiddle } from '@/components/ui/id';
import type { MoneyStanding } from '@/server/domain/money-position';
import type { OrderState } from '@/server/domain/order';
import { MoneyPositionMark } from './money-position-mark';
import styles from './order-header.module.css';
import { OrderStateLabel } from './order-state';

interface OrderHeaderProps {
  readonly orderId: string;
  readonly state: OrderState;
  readonly money: MoneyStanding;
  readonly freshness: FreshnessData;
  /** "shard 7, epoch 12". */
  readonly ownedAs: string;
  readonly allIds: readonly string[];
}

function CopyAllIds({ ids }: { ids: readonly string[] }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(ids.join('\n')).then(() => setCopied(true));
  return (
    <Button size="sm" className={styles.copy} onClick={copy} onBlur={() => setCopied(false)}>
      <IconCopy size={14} stroke={1.6} aria-hidden />
      {copied ? `Copied ${ids.length} ids` : 'Copy all ids'}
    </Button>
  );
}

export function OrderHeader({ orderId, state, money, freshness, ownedAs, allIds }: OrderHeaderProps) {
  return (
    <header className={styles.head}>
      <h1 title={orderId}>
        {shortenMiddle(orderId, 20)} <CopyButton text={orderId} what="order id" />
      </h1>
      <span aria-live="polite">
        <OrderStateLabel state={state} live />
      </span>
      <span className={styles.pipe} aria-hidden="true" />
      <MoneyPositionMark standing={money} />
      <span className={styles.right}>
        <Freshness freshness={freshness} detail={ownedAs} precise />
        <CopyAllIds ids={allIds} />
      </span>
    </header>
  );
}
