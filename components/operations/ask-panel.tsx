'use client';

import { TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { ActionResultLine } from '@/components/order/action-result';
import { Button } from '@/components/ui/button';
import type { ActionResult } from '@/server/domain/action-result';
import styles from './ask-panel.module.css';

interface AskPanelProps {
  readonly before: string;
  readonly after: string;
  readonly unchanged: string;
  /** The button: "Pause payments by cards". */
  readonly verb: string;
  /** Beside the button, once the reason is long enough. */
  readonly note: string;
  /** Beside the reason, null: nothing else is asked. */
  readonly field?: ReactNode;
  readonly isSending: boolean;
  readonly result: ActionResult | null;
  readonly send: (reason: string) => void;
  readonly close: () => void;
}

/** Opening takes the focus to the reason; closing gives it back to what opened it. */
function useFocusBack(): void {
  // before the reason takes it
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}

/** As the server wants it. */
const LEAST_REASON = 10;

/** What is asked before something changes for everybody: before, after, what stays; a reason; then the second click. */
export function AskPanel(props: AskPanelProps) {
  const { after, before, close, field = null, isSending, note, result, send, unchanged, verb } = props;
  const [reason, setReason] = useState('');
  useFocusBack();
  const isShort = reason.trim().length < LEAST_REASON;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isShort && !isSending) send(reason.trim());
  };
  return (
    <form className={styles.ask} onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && close()}>
      {(
        [
          ['Before', before],
          ['After', after],
          ['Does not change', unchanged],
        ] as const
      ).map(([title, text]) => (
        <div key={title}>
          <h3>{title}</h3>
          <p>{text}</p>
        </div>
      ))}
      <TextInput
        className={field === null ? styles.whole : styles.wide}
        label="Reason, kept in the audit"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
        autoFocus
        required
        withAsterisk={false}
      />
      {field}
      <div className={styles.end}>
        <Button type="submit" kind="primary" aria-disabled={isShort || isSending ? true : undefined}>
          {isSending ? 'Asking the server…' : verb}
        </Button>
        <Button onClick={close}>Cancel</Button>
        <span className="meta">{isShort ? `Give a reason of at least ${LEAST_REASON} characters.` : note}</span>
      </div>
      {result === null ? null : (
        <div className={styles.whole}>
          <ActionResultLine result={result} />
        </div>
      )}
    </form>
  );
}
