import Link from 'next/link';
import { CheckMark, DotMark } from '@/components/ui/marks';
import table from '@/components/ui/table.module.css';
import type { StatementProblem } from '@/server/domain/settlement-statement/columns';
import styles from './statement-drop.module.css';
import type { UploadStep } from './statement-upload';

const MB = 1024 * 1024;

/** How far a file is, and what came of it: done, not done with its reasons, or not known yet. */
export function StatementProgress({ step }: { step: UploadStep | null }) {
  return (
    <div className={styles.progress} aria-live="polite">
      {step === null ? null : <Step step={step} />}
    </div>
  );
}

function Step({ step }: { step: UploadStep }) {
  switch (step.kind) {
    case 'sending':
      return (
        <Running max={step.bytes} value={step.sent}>
          Sending, {(step.sent / MB).toFixed(1)} of {(step.bytes / MB).toFixed(1)} MB
        </Running>
      );
    case 'checking':
      return <Running>Reading the whole file before anything of it is kept</Running>;
    case 'comparing':
      return (
        <Running max={step.lines} value={step.done}>
          Comparing, {step.done.toLocaleString('en')} of {step.lines.toLocaleString('en')} lines. It goes on if you
          leave this page.
        </Running>
      );
    case 'done':
      return (
        <p>
          <CheckMark holds />{' '}
          {step.wasKnown ? 'This very file was imported before; nothing was done again.' : 'Compared line by line.'}{' '}
          <Link href={`/console/reconciliation/statements/${step.statementId}`}>Open the result</Link>
        </p>
      );
    case 'not_done':
      return (
        <>
          <p>
            <DotMark tone="neutral" /> <b>Not done.</b> {step.text}{' '}
            {step.requestId === null ? null : (
              <span className="meta">
                Request <span className="id">{step.requestId}</span>
              </span>
            )}
          </p>
          {step.problems.length === 0 ? null : <Problems problems={step.problems} />}
        </>
      );
    case 'not_known_yet':
      return (
        <p>
          <DotMark tone="amber" dashed /> <b>Not known yet.</b> {step.text}
        </p>
      );
    default:
      return step satisfies never;
  }
}

function Running({ children, max, value }: { children: React.ReactNode; max?: number; value?: number }) {
  return (
    <>
      <progress max={max === undefined ? undefined : Math.max(1, max)} value={value} aria-label="Import" />
      <span className="meta" aria-live="off">
        {children}
      </span>
    </>
  );
}

function Problems({ problems }: { problems: readonly StatementProblem[] }) {
  return (
    <div className={table.scroll} role="region" aria-label="Problems of the file" tabIndex={0}>
      <table className={table.table}>
        <colgroup>
          <col style={{ width: 72 }} />
          <col style={{ width: 230 }} />
          <col className={table.wide} style={{ width: 220 }} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th>Line</th>
            <th>Column</th>
            <th className={table.wide}>Found</th>
            <th>Expected</th>
          </tr>
        </thead>
        <tbody>
          {problems.map(({ column, expected, found, lineNo }) => (
            <tr key={`${lineNo} ${column} ${expected}`}>
              <td className="tn">{lineNo}</td>
              <td className={column === null ? 'faint' : table.id}>{column ?? 'whole line'}</td>
              <td title={found} className={found === '' ? `faint ${table.wide}` : table.wide}>
                {found === '' ? 'nothing' : found}
              </td>
              <td className={table.second} title={expected}>
                {expected}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
