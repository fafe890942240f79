import { type Ref, useId } from 'react';
import type { Money } from '@/server/domain/money';
import { moneyWords } from '@/server/domain/money-words';
import { LEAST_REASON } from '@/server/domain/repair/repair';
import { majorText } from './major-units';
import styles from './repair-fields.module.css';

interface RepairAmountProps {
  readonly most: Money;
  /** As it was typed; null for all of it. */
  readonly typed: string | null;
  readonly problem: string | null;
  readonly type: (text: string) => void;
}

/** Of a refund, in the currency's major units. */
export function RepairAmount({ most, problem, type, typed }: RepairAmountProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>Amount to refund, {most.currency}</label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        className={styles.amount}
        value={typed ?? majorText(most.amountMinor, most.currency)}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-says`}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <p id={`${id}-says`} className={problem === null ? 'meta' : styles.problem}>
        {problem ?? `At most ${moneyWords(most)}; a part leaves the rest as it is.`}
      </p>
    </div>
  );
}

interface RepairReasonProps {
  readonly field: Ref<HTMLTextAreaElement>;
  readonly reason: string;
  /** Null while it says why, and before anything was tried. */
  readonly problem: string | null;
  readonly type: (text: string) => void;
  readonly label?: string;
}

/** Why, for whoever reads the audit later. */
export function RepairReason({ field, label = 'Reason', problem, reason, type }: RepairReasonProps) {
  const id = useId();
  const length = reason.trim().length;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        ref={field}
        rows={2}
        maxLength={2_000}
        value={reason}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-says`}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <p id={`${id}-says`} className={problem === null ? 'meta' : styles.problem}>
        {problem ??
          `Stands in the audit. ${length < LEAST_REASON ? `${length} of at least ${LEAST_REASON}` : length} characters.`}
      </p>
    </div>
  );
}
