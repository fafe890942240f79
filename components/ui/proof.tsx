/** Empty is a proof, an error says what still stands: one shape for both, because both answer "what do we know". */
import type { ReactNode } from 'react';
import { sentenceCase } from '@/server/domain/sentence-case';
import { CheckMark, DotMark } from './marks';
import styles from './proof.module.css';

interface ProofProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
}

/** Nothing is there: what was looked at, how much of it, when, when again. */
export function ProofOfEmptiness({ title, children }: ProofProps) {
  return (
    <div className={styles.proof}>
      <CheckMark holds />
      <div>
        <p className={styles.title}>{title}</p>
        <div className={styles.text}>{children}</div>
      </div>
    </div>
  );
}

interface NoneFoundProps extends ProofProps {
  /** Regions that did not answer: nothing is known of what is there. */
  readonly notReached: readonly string[];
}

/** No row: a proof only where every region was asked. The title has no full stop. */
export function NoneFound({ children, notReached, title }: NoneFoundProps) {
  if (notReached.length === 0) return <ProofOfEmptiness title={<>{title}.</>}>{children}</ProofOfEmptiness>;
  const away = notReached.join(' and ');
  return (
    <NotReadable title={<>{title}, as far as is known.</>}>
      {sentenceCase(away)} was not reached: what is there is missing here, and nothing is known of it. {children}
    </NotReadable>
  );
}

/** Nothing is there because nothing was done: no proof of anything, and said as none. */
export function NothingYet({ title, children }: ProofProps) {
  return (
    <div className={styles.proof}>
      <DotMark tone="neutral" dashed />
      <div>
        <p className={styles.title}>{title}</p>
        <div className={styles.text}>{children}</div>
      </div>
    </div>
  );
}

interface NotReadableProps extends ProofProps {
  /** Quote this when asking for help. */
  readonly requestId?: string;
  readonly action?: ReactNode;
}

/** Something could not be read: what, what still stands, what next, whom to quote. */
export function NotReadable({ title, children, requestId, action }: NotReadableProps) {
  return (
    <div className={styles.proof} role="status">
      <DotMark tone="amber" dashed />
      <div>
        <p className={styles.title}>{title}</p>
        <div className={styles.text}>{children}</div>
        {requestId ? (
          <p className="meta">
            Request <span className="id">{requestId}</span>
          </p>
        ) : null}
        {action ? <div className={styles.action}>{action}</div> : null}
      </div>
    </div>
  );
}
