'use client';

import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconFlask,
  IconGauge,
  IconListCheck,
  IconMap2,
  IconReceipt,
  IconScale,
  IconStack2,
} from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ComponentType, ReactNode } from 'react';
import styles from './console-nav.module.css';

interface Place {
  readonly href: string;
  readonly word: string;
  readonly Icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': boolean }>;
  readonly group: number;
}

/** The console's places, in the order in which a day goes. */
export const PLACES: readonly Place[] = [
  { href: '/console', word: 'Now', Icon: IconActivity, group: 1 },
  { href: '/console/orders', word: 'Orders', Icon: IconReceipt, group: 1 },
  { href: '/console/reconciliation', word: 'Reconciliation', Icon: IconScale, group: 1 },
  { href: '/console/controls', word: 'Controls', Icon: IconAdjustmentsHorizontal, group: 2 },
  { href: '/console/degraded-mode', word: 'Degraded mode', Icon: IconGauge, group: 2 },
  { href: '/console/messages', word: 'Messages', Icon: IconStack2, group: 2 },
  { href: '/console/ownership', word: 'Ownership', Icon: IconMap2, group: 2 },
  { href: '/console/drills', word: 'Drills', Icon: IconFlask, group: 3 },
  { href: '/console/audit', word: 'Audit', Icon: IconListCheck, group: 3 },
];

/** The place that a path belongs to. */
export function placeOf(pathname: string): Place | undefined {
  return PLACES.findLast(({ href }) => pathname === href || (href !== '/console' && pathname.startsWith(`${href}/`)));
}

interface ConsoleNavProps {
  /** A number or a word beside a place: "37", "1 dead". */
  readonly counts: Readonly<Record<string, string | null>>;
  readonly foot: ReactNode;
  readonly brand: ReactNode;
}

export function ConsoleNav({ counts, foot, brand }: ConsoleNavProps) {
  const here = placeOf(usePathname());
  return (
    <nav className={styles.nav} aria-label="Console">
      {brand}
      {PLACES.map(({ href, word, Icon, group }, i) => (
        <div key={href}>
          {i > 0 && PLACES[i - 1]?.group !== group ? <div className={styles.split} /> : null}
          <Link
            className={styles.item}
            href={href}
            aria-current={here?.href === href ? 'page' : undefined}
            title={word}
            prefetch={false}
          >
            <Icon size={16} stroke={1.6} aria-hidden />
            <span className={styles.word}>{word}</span>
            {counts[href] ? <span className={styles.count}>{counts[href]}</span> : null}
          </Link>
        </div>
      ))}
      <div className={styles.foot}>{foot}</div>
    </nav>
  );
}
