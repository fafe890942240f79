'use client';

import { useState } from 'react';
import { caseKeyOf, type QueueRow } from './queue-row';
import { withRange } from './queue-range';

/** What is ticked, of the rows that are still there. */
export function useCaseSelection(rows: readonly QueueRow[]) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const order = rows.map(caseKeyOf);
  const keys: ReadonlySet<string> = new Set(order.filter((key) => ticked.has(key)));
  const select = (key: string, on: boolean) => {
    const chosen = new Set(keys);
    if (on) chosen.add(key);
    else chosen.delete(key);
    setTicked(chosen);
    setLast(key);
  };
  return {
    keys,
    addresses: rows
      .filter((row) => keys.has(caseKeyOf(row)))
      .map(({ caseId, orderId, region }) => ({ caseId, orderId, region })),
    select,
    selectAll: (on: boolean) => setTicked(new Set(on ? order : [])),
    clear: () => setTicked(new Set()),
    toggle(row: QueueRow, upTo: boolean) {
      const key = caseKeyOf(row);
      if (!upTo || last === null || !order.includes(last)) return select(key, !keys.has(key));
      setTicked(withRange(keys, order, last, key));
      setLast(key);
    },
  };
}
