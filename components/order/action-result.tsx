import { CheckMark } from '@/components/ui/marks';
import type { ActionResult } from '@/server/domain/action-result';
import styles from './action-result.module.css';
import { OrderStateMark } from './order-state';

const WORDS = { done: 'Done', not_done: 'Not done', not_known_yet: 'Not known yet' } as const;

/** Any action has one of three results. The third is no error: it opens the thing to watch, and is never sent again. */
export function ActionResultLine({ result }: { result: ActionResult | null }) {
  return (
    <div aria-live="polite">
      {result === null ? null : (
        <p className={styles.result}>
          {result.kind === 'done' ? <CheckMark holds /> : null}
          {result.kind === 'not_done' ? <OrderStateMark state="failed_safely" /> : null}
          {result.kind === 'not_known_yet' ? <OrderStateMark state="payment_pending" /> : null}
          <span className="medium">{WORDS[result.kind]}</span>
          <span>{result.text}</span>
          {result.kind === 'not_known_yet' ? <a href={result.watch}>Watch it</a> : null}
        </p>
      )}
    </div>
  );
}
