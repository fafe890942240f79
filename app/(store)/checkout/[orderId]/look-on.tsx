'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { LocalTime } from '@/components/ui/local-time';

const LOOK_EVERY_MS = 4_000;

const never = () => () => {};
const yes = () => true;
const no = () => false;

interface LookOnProps {
  /** Looks once; ends when it was answered or given up. */
  readonly look: () => Promise<unknown>;
  /** Since when no look was answered; null while none was tried. */
  readonly unansweredSinceMs: number | null;
}

/** Nobody knows whether the order arrived: the page looks until somebody says, and sends nothing. */
export function LookOn({ look, unansweredSinceMs }: LookOnProps) {
  const hasScripts = useSyncExternalStore(never, yes, no);
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  }, [look]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const lookLater = () => {
      timer = setTimeout(() => {
        void latest.current().finally(() => isOver || lookLater());
      }, LOOK_EVERY_MS);
    };
    lookLater();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  if (!hasScripts) return 'Check its status.';
  return (
    <>
      This page looks by itself until somebody answers.
      {unansweredSinceMs === null ? null : (
        <>
          {' '}
          No answer since <LocalTime at={unansweredSinceMs} form="clock" />.
        </>
      )}
    </>
  );
}
