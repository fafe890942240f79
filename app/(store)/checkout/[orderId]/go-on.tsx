'use client';

import { useEffect, useRef, useState } from 'react';
import { useNow } from '@/components/ui/use-now';
import { countdown } from '@/server/domain/instant-words';

interface GoOnProps {
  readonly seconds: number;
  /** Sends the same order again under the same key. */
  readonly send: () => void;
}

/** The page goes on by itself, once, at the time that the store gave; the store spreads these times, so that not all come at once. */
export function GoOn({ seconds, send }: GoOnProps) {
  const [dueAtMs] = useState(() => Date.now() + seconds * 1000);
  const now = useNow(dueAtMs);
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  }, [send]);
  useEffect(() => {
    const timer = setTimeout(() => latest.current(), Math.max(0, dueAtMs - Date.now()));
    return () => clearTimeout(timer);
  }, [dueAtMs]);
  const left = Math.max(0, dueAtMs - now);
  return (
    <>This page tries again by itself{left > 0 ? <> in {countdown(left)}</> : ' now'}; it can only ever count once.</>
  );
}
