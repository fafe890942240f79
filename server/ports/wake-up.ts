/**
 * Wake-ups are hints: coalesced, lossy, outside every transaction. Whoever waits also polls; a lost hint costs time, never truth.
 */
export interface WakeUp {
  /** Something may be due for whoever listens to `topic`; `keys` (order ids) are merged with others sent in the same instant. */
  hint(topic: WakeTopic, key: string): void;
  /** Calls back on every hint until the returned function is called. */
  listen(topic: WakeTopic, callback: (keys: readonly string[]) => void): () => void;
}

export type WakeTopic = 'confirmation_queue' | 'order_moved' | 'money_due';
