'use client';

import { Modal, Radio, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { BULK_KINDS, BULK_WORDS, type BulkKind } from '@/server/domain/bulk-repair';
import { LEAST_REASON } from '@/server/domain/repair';
import styles from './bulk-dialog.module.css';

interface BulkDialogProps {
  readonly opened: boolean;
  readonly total: number;
  readonly starting: boolean;
  readonly start: (kind: BulkKind, reason: string) => void;
  readonly close: () => void;
}

/** One decision about many cases: what, why, and what will and will not happen. */
export function BulkDialog({ close, opened, start, starting, total }: BulkDialogProps) {
  const [kind, setKind] = useState<BulkKind>('recheck');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < LEAST_REASON;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short) start(kind, reason.trim());
  };
  return (
    <Modal opened={opened} onClose={close} title={`Decide for ${total} ${total === 1 ? 'case' : 'cases'}`} size="lg">
      <form onSubmit={submit} className={styles.form} noValidate>
        <Radio.Group label="What" value={kind} onChange={(value) => setKind(value as BulkKind)}>
          <div className={styles.kinds}>
            {BULK_KINDS.map((each) => (
              <Radio key={each} value={each} label={BULK_WORDS[each]} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label="Reason"
          description="Stands in the audit of every single one."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && short ? `At least ${LEAST_REASON} characters, in words.` : null}
          maxLength={2000}
          minRows={2}
          autosize
          required
        />
        <p className="meta">
          Each case is looked up at the provider first and decided alone, on its own evidence. What the evidence does
          not permit is refused and listed; what moves more money than one person may waits for a second one. You can
          stop it at any time.
        </p>
        <div className={styles.act}>
          <Button type="submit" kind="primary" disabled={starting}>
            {starting ? 'Starting…' : `${BULK_WORDS[kind]}: ${total}`}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}
