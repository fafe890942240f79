import { Modal, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { otherRegion, type Region } from '@/server/domain/region';
import { LEAST_REASON } from '@/server/domain/repair/repair';
import styles from './hand-over-dialog.module.css';

interface HandOverDialogProps {
  /** What is asked for; null: closed. */
  readonly ask: { readonly kind: 'hand_over' | 'take_back'; readonly shard: number; readonly from: Region } | null;
  readonly sending: boolean;
  readonly send: (reason: string) => void;
  readonly close: () => void;
}

/** The reason first, then a second click that names what will happen. */
export function HandOverDialog({ ask, close, send, sending }: HandOverDialogProps) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [isSure, setSure] = useState(false);
  const short = reason.trim().length < LEAST_REASON;
  const leave = () => {
    setReason('');
    setTried(false);
    setSure(false);
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (short) return;
    if (!isSure) return setSure(true);
    send(reason.trim());
    leave();
  };
  const isHandOver = ask?.kind === 'hand_over';
  const to = ask === null ? null : otherRegion(ask.from);
  const title =
    ask === null ? '' : isHandOver ? `Hand shard ${ask.shard} over to ${to}` : `Take shard ${ask.shard} back`;
  return (
    <Modal opened={ask !== null} onClose={leave} title={title} size="lg">
      <form onSubmit={submit} className={styles.form} noValidate>
        <p className="meta">
          {isHandOver
            ? `Its records are copied while ${ask?.from} decides as ever. Then it takes no new order, is closed for some seconds in which nobody decides its orders, and ${to} goes on with all of its records, its holds and the units that they hold. Until ${to} accepts, it can be taken back.`
            : `What was copied is dropped, and ${ask?.from ?? ''} decides on. Nothing is lost.`}
        </p>
        <Textarea
          label="Reason"
          description="Stands in the audit and on this page."
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setSure(false);
          }}
          error={tried && short ? `At least ${LEAST_REASON} characters, in words.` : null}
          maxLength={2000}
          minRows={2}
          autosize
          required
          data-autofocus
        />
        <div className={styles.act}>
          <Button type="submit" kind="primary" disabled={sending}>
            {sending ? 'Sending…' : isSure ? `Yes: ${title.toLowerCase()}` : isHandOver ? 'Hand over' : 'Take back'}
          </Button>
          <Button onClick={leave}>Cancel</Button>
          <span className="meta" role="status">
            {isSure ? 'Press once more to start it.' : ''}
          </span>
        </div>
      </form>
    </Modal>
  );
}
