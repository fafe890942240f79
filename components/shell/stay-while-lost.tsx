import { type FormEvent, type MouseEvent, useState } from 'react';
import { DotMark } from '@/components/ui/marks';
import styles from './stay-while-lost.module.css';

/** Of a link or a form that would load another page; null where the click stays here, or opens beside it. */
function leadsTo(event: MouseEvent | FormEvent): string | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.type === 'submit') return target?.closest('form[action]') ? 'it' : null;
  const { altKey, button, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
  const link = target?.closest<HTMLAnchorElement>('a[href]');
  if (!link || link.target === '_blank' || link.hasAttribute('download') || 'leave' in link.dataset) return null;
  if (button !== 0 || altKey || ctrlKey || metaKey || shiftKey || link.origin !== location.origin) return null;
  return link.pathname === location.pathname && link.search === location.search ? null : link.href;
}

/**
 * While the store does not answer, nothing leads away from a page by itself: the browser could not load the next one, and would show
 * neither.
 */
export function useStayWhileLost(isLost: boolean) {
  const [held, setHeld] = useState<string | null>(null);
  if (!isLost && held !== null) setHeld(null);
  const hold = (event: MouseEvent | FormEvent) => {
    const to = isLost ? leadsTo(event) : null;
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    setHeld(to);
  };
  return { held, keeps: { onClickCapture: hold, onSubmitCapture: hold } };
}

/** What was not opened, and why. */
export function NotOpened({ held }: { held: string | null }) {
  return (
    <div aria-live="polite">
      {held === null ? null : (
        <p className={styles.held} data-tone="amber">
          <DotMark tone="amber" dashed />
          <span>
            <b className="medium tone">Not opened.</b> The store does not answer, and what you see here would be gone.
          </span>
          {held === 'it' ? null : (
            <a href={held} data-leave>
              Open it anyway
            </a>
          )}
        </p>
      )}
    </div>
  );
}
