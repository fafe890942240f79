'use client';

import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { isTyping } from '@/components/ui/typing';
import type { TimelineItem } from '@/server/domain/timeline/item';

/** From here on a gap is worth jumping to. */
const LONG_GAP_MS = 1_000;

const isGap = (item: TimelineItem) =>
  item.type === 'missing' || ('gapMs' in item && item.gapMs !== null && item.gapMs >= LONG_GAP_MS);

interface TimelineKeys {
  readonly items: readonly TimelineItem[];
  readonly toggle: (key: string) => void;
  readonly filter: () => void;
}

/** J K move, [ ] jump to gaps, Enter opens, C copies, / filters. Returns the key of the current row. */
export function useTimelineKeys({ items, toggle, filter }: TimelineKeys): string | null {
  const rows = items.filter((item) => item.type !== 'now');
  const [chosen, setChosen] = useState<string | null>(null);
  const current = rows.some(({ key }) => key === chosen) ? chosen : (rows[0]?.key ?? null);

  const go = (item: TimelineItem | undefined) => {
    if (item === undefined) return;
    setChosen(item.key);
    const row = document.getElementById(item.key);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };

  useWindowEvent('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const focused = document.activeElement?.id;
    const known = rows.findIndex(({ key }) => key === focused);
    const at = known === -1 ? rows.findIndex(({ key }) => key === chosen) : known;
    const row = rows[at];
    switch (event.key) {
      case 'j':
        go(rows[Math.min(rows.length - 1, at + 1)]);
        break;
      case 'k':
        go(rows[Math.max(0, at - 1)]);
        break;
      case ']':
        go(rows.slice(at + 1).find(isGap));
        break;
      case '[':
        go(rows.slice(0, Math.max(0, at)).findLast(isGap));
        break;
      case 'Enter':
        if (row && known !== -1 && (row.type === 'row' || row.type === 'fold')) toggle(row.key);
        return;
      case 'c':
        if (row) void navigator.clipboard.writeText(copyText(row));
        break;
      case '/':
        filter();
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  return current;
}

function copyText(item: Exclude<TimelineItem, { type: 'now' }>): string {
  const ids = 'ids' in item ? item.ids.map(({ kind, value }) => `${kind} ${value}`) : [];
  return [new Date(item.atMs).toISOString(), item.lane, item.sentence, ...ids].join('  ');
}
