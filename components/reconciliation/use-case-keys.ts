'use client';

import { useWindowEvent } from '@mantine/hooks';
import { isInDialog, isTyping } from '@/components/ui/typing';

/** What each key of an open case does; null while it does nothing. In a field, Esc leaves the field and no other key works. */
export function useCaseKeys(acts: Readonly<Record<string, (() => void) | null>>): void {
  useWindowEvent('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isInDialog(target)) return;
    const act = acts[key];
    if (act === undefined) return;
    if (isTyping(target)) {
      if (key === 'Escape' && target instanceof HTMLElement) leave(target, event);
      return;
    }
    event.preventDefault();
    act?.();
  });
}

function leave(field: HTMLElement, event: Event): void {
  event.preventDefault();
  field.blur();
}
