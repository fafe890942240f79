'use client';

import { useState } from 'react';

interface Held<Row> {
  readonly question: string;
  readonly rows: readonly Row[];
  readonly sinceMs: number;
}

interface HeldRows<Row> {
  readonly rows: readonly Row[];
  /** How many new ones wait above the list. */
  readonly waiting: number;
  readonly sinceMs: number;
  readonly show: () => void;
}

/**
 * Keeps a list still under the reader's pointer: rows that are shown change in place, new ones wait to be asked for.
 * Another question (filter, page) starts a new list.
 */
export function useHeldRows<Row>(
  question: string,
  latest: readonly Row[],
  idOf: (row: Row) => string,
  readAtMs: number,
): HeldRows<Row> {
  const [held, setHeld] = useState<Held<Row>>({ question, rows: latest, sinceMs: readAtMs });
  const fresh = { question, rows: latest, sinceMs: readAtMs };
  const current = held.question === question ? held : fresh;
  if (current !== held) setHeld(current);
  const newest = new Map(latest.map((row) => [idOf(row), row]));
  const known = new Set(current.rows.map(idOf));
  return {
    rows: current.rows.map((row) => newest.get(idOf(row)) ?? row),
    waiting: latest.filter((row) => !known.has(idOf(row))).length,
    sinceMs: current.sinceMs,
    show: () => setHeld(fresh),
  };
}
