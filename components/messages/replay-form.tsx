'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
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
      <label className={styles.choice}>
        <span>to</span>
        <select
          value={consumer}
          onChange={(event) =>
            setConsumer(REPLAY_CONSUMERS.find((each) => each === event.currentTarget.value) ?? 'sales')
          }
        >
          {REPLAY_CONSUMERS.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
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
        <label className={styles.choice}>
          <span>order</span>
          <input
            value={orderId}
            onChange={(event) => setOrderId(event.currentTarget.value)}
            maxLength={255}
            spellCheck={false}
          />
        </label>
      ) : (
        <>
          <label className={styles.choice}>
            <span>from, UTC</span>
            <input type="datetime-local" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
          </label>
          <label className={styles.choice}>
            <span>to, UTC</span>
            <input type="datetime-local" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
          </label>
          <label className={styles.choice}>
            <span>region</span>
            <select
              value={region ?? ''}
              onChange={(event) => setRegion(REGIONS.find((each) => each === event.currentTarget.value) ?? null)}
            >
              <option value="">both</option>
              {REGIONS.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
      <Button type="submit" size="sm" kind="primary" disabled={asking || !valid}>
        {asking ? 'Looking…' : 'Dry run'}
      </Button>
      <span className="meta">Changes nothing.</span>
    </form>
  );
}
