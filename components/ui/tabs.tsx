'use client';

import Link from 'next/link';
import { useEffect, useRef } from 'react';
import styles from './tabs.module.css';

export interface Tab {
  readonly href: string;
  readonly word: string;
  readonly count?: number | null;
  readonly current: boolean;
}

/** Presets above a table: underlined words, each an address. Where there is room for a few, the current one is among them. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  const nav = useRef<HTMLElement>(null);
  const here = tabs.find(({ current }) => current)?.href;
  useEffect(() => {
    const link = nav.current?.querySelector<HTMLElement>('[aria-current]');
    // of this row alone: the page stays where it is
    if (nav.current && link)
      nav.current.scrollLeft = link.offsetLeft - (nav.current.clientWidth - link.offsetWidth) / 2;
  }, [here]);
  return (
    <nav className={styles.tabs} aria-label={label} ref={nav}>
      {tabs.map(({ href, word, count, current }) => (
        <Link key={href} href={href} aria-current={current ? 'page' : undefined} prefetch={false}>
          {word}
          {count === undefined || count === null ? null : <span>{count.toLocaleString('en')}</span>}
        </Link>
      ))}
    </nav>
  );
}
