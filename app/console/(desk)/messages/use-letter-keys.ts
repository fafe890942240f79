'use client';

import { useWindowEvent } from '@mantine/hooks';
import { isInDialog, isTyping } from '@/components/ui/typing';

interface LetterKeys {
  readonly keys: readonly string[];
  readonly open: (key: string) => void;
  readonly toggle: (key: string) => void;
}

/** J K move, Enter opens, X selects. */
export function useLetterKeys({ keys, open, toggle }: LetterKeys): void {
  const rowAt = (index: number) =>
    document.getElementById(`letter-${keys[Math.max(0, Math.min(keys.length - 1, index))]}`);
  useWindowEvent('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || isInDialog(event.target) || keys.length === 0) return;
    const row = document.activeElement?.closest<HTMLElement>('[data-letter]');
    const at = keys.indexOf(row?.dataset.letter ?? '');
    const key = keys[at];
    switch (event.key) {
      case 'j':
        rowAt(at + 1)?.focus();
        break;
      case 'k':
        rowAt(at === -1 ? 0 : at - 1)?.focus();
        break;
      case 'Enter':
        if (key === undefined || !(event.target instanceof HTMLTableRowElement)) return;
        open(key);
        break;
      case 'x':
        if (key !== undefined) toggle(key);
        break;
      default:
        return;
    }
    event.preventDefault();
  });
}
