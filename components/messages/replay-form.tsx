'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Choice, Entry, OneOf, wordsOf } from '@/components/ui/choice';
import { Segmented } from '@/components/ui/segmented';
import { type Region, REGIONS } from '@/server/domain/region';
import type { ReplaySelection } from '@/server/domain/replay';
import styles from './filters.module.css';

export const REPLAY_CONSUMERS = ['order-owner', 'mail', 'sales'] as const;
export type ReplayConsumer = (typeof REPLAY_CONSUMERS)[number];

export interface ReplayQuestion {
  readonly consumer: ReplayConsumer;
  readonly selection: ReplaySelection;
  readonly region: Region | null;
}

interface ReplayFormProps {
  readonly nowMs: number;
  readonly asking: boolean;
  readonly ask: (question: ReplayQuestion) => void;
}

const HOUR_MS = 3_600_000;
/** As the field writes it, UTC. */
const fieldOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 16);
const instantOf = (text: string): number => Date.parse(`${text}:00Z`);

/** Which messages, to whom: an order or a time. Asking is a dry run and changes nothing. */
export function ReplayForm({ ask, asking, nowMs }: ReplayFormProps) {
  const [kind, setKind] = useState<ReplaySelection['kind']>('window');
  const [consumer, setConsumer] = useState<ReplayConsumer>('sales');
  const [region, setRegion] = useState<Region | null>(null);
  const [orderId, setOrderId] = useState('');
  const [from, setFrom] = useState(fieldOf(nowMs - 24 * HOUR_MS));
  const [to, setTo] = useState(fieldOf(nowMs + 60_000));
  const [fromMs, toMs] = [instantOf(from), instantOf(to)];
  const valid = kind === 'order' ? orderId.trim() !== '' : fromMs < toMs;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    const selection: ReplaySelection =
      kind === 'order' ? { kind, orderId: orderId.trim() } : { kind: 'window', fromMs, toMs };
    ask({ consumer, selection, region: kind === 'order' ? null : region });
  };
  return (
    <form className={styles.filters} onSubmit={submit} aria-label="What to replay">
      <OneOf label="to" value={consumer} options={wordsOf(REPLAY_CONSUMERS)} choose={setConsumer} />
      <Segmented
        label="Which messages"
        value={kind}
        options={[
          { value: 'window', label: 'A time' },
          { value: 'order', label: 'One order' },
        ]}
        choose={setKind}
      />
      {kind === 'order' ? (
        <Entry type="text" label="order" value={orderId} write={setOrderId} />
      ) : (
        <>
          <Entry type="datetime-local" label="from, UTC" value={from} write={setFrom} />
          <Entry type="datetime-local" label="to, UTC" value={to} write={setTo} />
          <Choice label="region" any="both" value={region} options={wordsOf(REGIONS)} choose={setRegion} />
        </>
      )}
      <Button type="submit" size="sm" kind="primary" disabled={asking || !valid}>
        {asking ? 'Looking…' : 'Dry run'}
      </Button>
      <span className="meta">Changes nothing.</span>
    </form>
  );
}
