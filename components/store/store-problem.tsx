import type { ReactNode } from 'react';
import { DotMark } from '@/components/ui/marks';
import styles from './store-problem.module.css';

/** What could not be done, what still stands, what next; never an apology alone. */
export function StoreProblem({ children }: { children: ReactNode }) {
  return (
    <div className={styles.problem} role="status">
      <DotMark tone="amber" dashed />
      <div>{children}</div>
    </div>
  );
}
