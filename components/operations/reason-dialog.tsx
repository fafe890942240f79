'use client';

import { Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from '@/components/ui/dialog.module.css';
import { LEAST_REASON } from '@/server/domain/repair/repair';

interface ReasonDialogProps {
  readonly title: string;
  /** Verb and object. */
  readonly act: string;
  readonly acting: boolean;
  /** While the answer is waited for; "Waiting for the answer…" unless it is said better. */
  readonly actingWords?: string;
  /** Where the reason will stand. */
  readonly keeps?: string;
  /** What happens, and what does not. */
  readonly says: string;
  /** What else is asked for, before the reason. */
  readonly children?: ReactNode;
  readonly opened: boolean;
  readonly go: (reason: string) => void;
  readonly close: () => void;
}

/** Before something is done to many at once: how much, what it means, and why. */
export function ReasonDialog(props: ReasonDialogProps) {
  const {
    act,
    acting,
    actingWords = 'Waiting for the answer…',
    children,
    close,
    go,
    keeps,
    opened,
    says,
    title,
  } = props;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < LEAST_REASON;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short) go(reason.trim());
  };
  return (
    <Modal opened={opened} onClose={close} title={title} size="lg">
      <form onSubmit={submit} className={styles.form} noValidate>
        {children}
        <Textarea
          label="Reason"
          description={keeps ?? 'Stands in the audit, under your name.'}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={tried && short ? `At least ${LEAST_REASON} characters, in words.` : null}
          maxLength={2000}
          minRows={2}
          autosize
          data-autofocus
          required
        />
        <p className="meta">{says}</p>
        <div className={styles.act}>
          <Button type="submit" kind="primary" disabled={acting}>
            {acting ? actingWords : act}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}
