import Link from 'next/link';
import styles from './tabs.module.css';

export interface Tab {
  readonly href: string;
  readonly word: string;
  readonly count?: number | null;
  readonly current: boolean;
}

/** Presets above a table: underlined words, each an address. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, word, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined} prefetch={false}>
          {word}
          {count === undefined || count === null ? null : <span>{count.toLocaleString('en')}</span>}
        </Link>
      ))}
    </nav>
  );
}
