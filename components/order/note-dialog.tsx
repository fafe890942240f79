'use client';

import { Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from './note-dialog.module.css';

interface NoteDialogProps {
  readonly opened: boolean;
  readonly orderId: string;
  readonly saving: boolean;
  /** Why it was not kept; the dialog stays open with the text. */
  readonly problem: string | null;
  readonly save: (text: string) => void;
  readonly close: () => void;
}

export function NoteDialog({ opened, orderId, saving, problem, save, close }: NoteDialogProps) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') save(text.trim());
  };
  return (
    <Modal opened={opened} onClose={close} title={`Add a note to ${orderId}`} classNames={{ title: styles.title }}>
      <form onSubmit={submit} className={styles.form}>
        <Textarea
          label="Note"
          description="Seen by staff, kept in the evidence with your name. It cannot be changed or deleted."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={problem}
          maxLength={2000}
          minRows={3}
          autosize
          data-autofocus
          required
        />
        <div className={styles.act}>
          <Button type="submit" kind="primary" disabled={saving}>
            {saving ? 'Keeping the note…' : 'Keep the note'}
          </Button>
          <Button onClick={close}>Cancel</Button>
        </div>
      </form>
    </Modal>
  );
}
