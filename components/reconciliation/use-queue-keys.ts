'use client';

import { useWindowEvent } from '@mantine/hooks';
import { useState } from 'react';
import { isInDialog, isTyping } from '@/components/ui/typing';
import { caseKeyOf, type QueueRow, rowIdOf } from './queue-row';

interface QueueKeys {
  readonly rows: readonly QueueRow[];
  readonly choose: (row: QueueRow) => void;
  /** @param upTo also every row between the last one that was selected and this. */
  readonly toggle: (row: QueueRow, upTo: boolean) => void;
  readonly next: () => void;
  readonly filter: () => void;
  /** While a case is open its own keys work, beside N. */
  readonly asleep: boolean;
}

/** J K move, Enter opens, X selects (with Shift up to here), N takes the next case, / filters. Returns the current row's key. */
export function useQueueKeys({ asleep, choose, filter, next, rows, toggle }: QueueKeys): string | null {
  const [chosen, setChosen] = useState<string | null>(null);
  const keys = rows.map(caseKeyOf);
  const current = chosen !== null && keys.includes(chosen) ? chosen : (keys[0] ?? null);

  const go = (index: number) => {
    const key = keys[Math.max(0, Math.min(keys.length - 1, index))];
    if (key === undefined) return;
    setChosen(key);
    const row = document.getElementById(rowIdOf(key));
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };

  useWindowEvent('keydown', (event) => {
    if ((asleep && event.key !== 'n') || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
      return;
    if (isTyping(event.target) || isInDialog(event.target)) return;
    const at = keys.indexOf(chosen ?? '');
    const row = rows[at === -1 ? 0 : at];
    switch (event.key) {
      case 'j':
        go(at + 1);
        break;
      case 'k':
        go(at === -1 ? 0 : at - 1);
        break;
      case 'Enter':
        if (row === undefined || !(event.target instanceof HTMLTableRowElement)) return;
        choose(row);
        break;
      case 'x':
      case 'X':
        if (row) toggle(row, event.shiftKey);
        break;
      case 'n':
        next();
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
