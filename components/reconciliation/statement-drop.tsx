'use client';

import { type DragEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from './statement-drop.module.css';
import { StatementProgress } from './statement-progress';
import type { UploadStep } from './statement-upload';

interface StatementDropProps {
  /** Why this person may not; null when they may. */
  readonly refusal: string | null;
  readonly step: UploadStep | null;
  readonly hand: (file: File, from: string, to: string) => void;
}

const isUnderWay = (step: UploadStep | null): boolean =>
  step?.kind === 'sending' || step?.kind === 'checking' || step?.kind === 'comparing';

/** Where a report is handed in: dropped, or chosen by mouse or keyboard; one at a time. */
export function StatementDrop({ hand, refusal, step }: StatementDropProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const blocked = refusal !== null || isUnderWay(step);
  const take = (file: File | undefined) => {
    if (file !== undefined && !blocked) hand(file, from, to);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        if (!blocked) setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <p>
        <b>Import a settlement report.</b> Drop the provider’s “Itemized balance change from activity” here, as CSV of
        up to 50 MB. Nothing is kept of a file that cannot be read whole.
      </p>
      <div>
        <input
          ref={picker}
          className={styles.picker}
          type="file"
          accept=".csv,text/csv"
          aria-label="Settlement report"
          tabIndex={-1}
          onChange={({ currentTarget }) => {
            take(currentTarget.files?.[0]);
            // so that the same file can be chosen again
            currentTarget.value = '';
          }}
        />
        <Button
          kind="primary"
          aria-disabled={blocked}
          aria-describedby={refusal === null ? undefined : 'statement-refusal'}
          onClick={() => {
            if (!blocked) picker.current?.click();
          }}
        >
          Choose a file
        </Button>
      </div>
      <div className={styles.period}>
        <label>
          From <input type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        </label>
        <label>
          to <input type="date" value={to} onChange={({ target }) => setTo(target.value)} />
        </label>
        <span>
          {refusal === null ? (
            'Days in UTC that the report covers. Empty: from its first line to its last.'
          ) : (
            <span id="statement-refusal">{refusal}</span>
          )}
        </span>
      </div>
      <StatementProgress step={step} />
    </div>
  );
}
