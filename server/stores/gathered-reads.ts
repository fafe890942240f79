/**
 * Single rows that are asked for at one time, read by one statement: a busy process reads many rows at about the cost of one, an idle one
 * waits for nothing. Nobody is answered from a statement that was sent before he asked.
 */
type ReadMany<V> = (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>;

/** Statements under way at once; whoever asks beyond them is gathered for the next. */
const MOST_UNDER_WAY = 2;
const MOST_KEYS = 100;

interface Asked<V> {
  tell(value: V | null): void;
  fail(error: unknown): void;
}

/** @returns reads one row, null where there is none. */
export function gatheredReads<V>(readMany: ReadMany<V>): (key: string) => Promise<V | null> {
  let waiting = new Map<string, Asked<V>[]>();
  let [underWay, planned] = [0, false];

  const plan = (): void => {
    if (planned || underWay >= MOST_UNDER_WAY || waiting.size === 0) return;
    planned = true;
    // whoever asks in the same turn of the loop goes along
    setImmediate(() => {
      planned = false;
      void send();
    });
  };
  const send = async (): Promise<void> => {
    const batch = new Map([...waiting].slice(0, MOST_KEYS));
    waiting = new Map([...waiting].slice(MOST_KEYS));
    underWay++;
    plan();
    try {
      const rows = await readMany([...batch.keys()]);
      for (const [key, asked] of batch) for (const each of asked) each.tell(rows.get(key) ?? null);
    } catch (error) {
      for (const asked of batch.values()) for (const each of asked) each.fail(error);
    }
    underWay--;
    plan();
  };

  return (key) =>
    new Promise((tell, fail) => {
      waiting.set(key, [...(waiting.get(key) ?? []), { tell, fail }]);
      plan();
    });
}
