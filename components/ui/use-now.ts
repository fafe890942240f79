'use client';

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const wholeSecond = () => Math.floor(Date.now() / 1000) * 1000;

/** This browser's clock, ticking once a second for all who ask; `atFirst` is what the server wrote, so that hydration agrees. */
export function useNow(atFirst: number): number {
  return useSyncExternalStore(subscribe, wholeSecond, () => atFirst);
}

/** The server's clock: what it said, plus the time since it was heard. Countdowns then do not depend on this browser's clock. */
export function useServerNow(serverNowMs: number, heardAtMs: number): number {
  const now = useNow(heardAtMs);
  return serverNowMs + Math.max(0, now - heardAtMs);
}
