'use client';

import { useRouter } from 'next/navigation';
import { createContext, type FormEvent, type MouseEvent, type ReactNode, useContext, useState } from 'react';
import { DotMark } from '@/components/ui/marks';
import styles from './stay-while-lost.module.css';

/** Something that leads away and has no address to open anyway: a search, signing out. */
const IT = 'it';

/** Of a link or a form that would load another page; null where the click stays here, or opens beside it. */
function leadsTo(event: MouseEvent | FormEvent): string | null {
  const target = event.target instanceof Element ? event.target : null;
  if (event.type === 'submit') return target?.closest('form[action]') ? IT : null;
  const { altKey, button, ctrlKey, metaKey, shiftKey } = event as MouseEvent;
  const link = target?.closest<HTMLAnchorElement>('a[href]');
  if (!link || link.target === '_blank' || link.hasAttribute('download') || 'leave' in link.dataset) return null;
  if (button !== 0 || altKey || ctrlKey || metaKey || shiftKey || link.origin !== location.origin) return null;
  return link.pathname === location.pathname && link.search === location.search ? null : link.href;
}

/** Holds back what would lead there (`null`: nowhere that could be opened anyway), and whether it did. */
type HoldBack = (to: string | null) => boolean;

const Holding = createContext<HoldBack>(() => false);

/**
 * While the store does not answer, nothing leads away from a page by itself: the browser could not load the next one, and would show
 * neither.
 */
export function useStayWhileLost(isLost: boolean) {
  const [held, setHeld] = useState<string | null>(null);
  if (!isLost && held !== null) setHeld(null);
  const holdBack: HoldBack = (to) => {
    if (isLost) setHeld(to ?? IT);
    return isLost;
  };
  const hold = (event: MouseEvent | FormEvent) => {
    const to = leadsTo(event);
    if (to === null || !holdBack(to)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { held, holdBack, keeps: { onClickCapture: hold, onSubmitCapture: hold } };
}

export function Stay({ holdBack, children }: { holdBack: HoldBack; children: ReactNode }) {
  return <Holding value={holdBack}>{children}</Holding>;
}

/** For what leads away without being a link: goes there, unless the store does not answer. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  const holdBack = useContext(Holding);
  return (href) => {
    if (!holdBack(href)) router.push(href);
  };
}

/** For what leaves by an action of the server. */
export const useHoldBack = (): HoldBack => useContext(Holding);

/** What was not opened, and why. */
export function NotOpened({ held }: { held: string | null }) {
  return (
    <div aria-live="polite" className={styles.notice}>
      {held === null ? null : (
        <p className={styles.held} data-tone="amber">
          <DotMark tone="amber" dashed />
          <span>
            <b className="medium tone">Not opened.</b> The store does not answer, and what you see here would be gone.
          </span>
          {held === IT ? null : (
            <a href={held} data-leave>
              Open it anyway
            </a>
          )}
        </p>
      )}
    </div>
  );
}
