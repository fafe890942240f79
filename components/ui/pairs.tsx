import { Fragment, type ReactNode } from 'react';
import styles from './pairs.module.css';

/** Names and values, one below the other. */
export function Pairs({ pairs }: { pairs: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.pairs}>
      {pairs.map(([name, value], i) => (
        <Fragment key={`${name}-${i}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
