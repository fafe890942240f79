'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import styles from './desk-nav.module.css';

const PLACES = [
  { href: '/console/reconciliation', word: 'Queue' },
  { href: '/console/reconciliation/bulk', word: 'Bulk jobs' },
  { href: '/console/reconciliation/statements', word: 'Statements' },
  { href: '/console/reconciliation/ambiguity', word: 'Recurring ambiguity' },
] as const;

/** The places of the desk. */
export function DeskNav() {
  const here = usePathname();
  const current = PLACES.findLast(({ href }) => here === href || here.startsWith(`${href}/`));
  return (
    <nav className={styles.places} aria-label="Desk">
      {PLACES.map((place) => (
        <Link key={place.href} href={place.href} aria-current={place === current ? 'page' : undefined} prefetch={false}>
          {place.word}
        </Link>
      ))}
    </nav>
  );
}
