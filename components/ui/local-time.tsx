'use client';

import { useSyncExternalStore } from 'react';
import type { TimeForm } from './format-time';
import { Time } from './time';

const never = () => () => {};
const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const serverZone = () => 'UTC';

/** An instant in the customer's own zone; until scripts have loaded it is UTC and says so. */
export function LocalTime({ at, form = 'minute', near }: { at: number; form?: TimeForm; near?: number }) {
  const zone = useSyncExternalStore(never, browserZone, serverZone);
  return (
    <>
      <Time at={at} form={form} zone={zone} near={near} />
      <noscript> UTC</noscript>
    </>
  );
}
