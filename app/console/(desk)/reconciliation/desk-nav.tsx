'use client';

import { usePathname } from 'next/navigation';
import { Tabs } from '@/components/ui/tabs';

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
  return <Tabs label="Desk" tabs={PLACES.map((place) => ({ ...place, current: place === current }))} />;
}
