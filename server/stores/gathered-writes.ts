/**
 * Independent writes of one kind that come at one time, made by one statement and one commit: under load a write costs a fraction of a
 * statement of its own, and an idle process waits for nothing. Writes of one key keep their order and never share a statement. What the
 * database refuses of a batch is written one by one, so that nobody fails for his neighbour.
 */
import { refusalCode } from './sql';

/** Statements under way at once; whoever comes beyond them is gathered for the next. */
const MOST_UNDER_WAY = 2;
const MOST_WRITES = 32;

interface Asked<In, Out> {
  readonly input: In;
  readonly key: string;
  tell(answer: Out): void;
  fail(error: unknown): void;
}

export interface WrittenTogether<In, Out> {
  keyOf(input: In): string;
  /** One statement; answers in the order of the inputs, which are sorted by key, so that two processes lock alike. */
  writeMany(inputs: readonly In[]): Promise<readonly Out[]>;
}

export function gatheredWrites<In, Out>({ keyOf, writeMany }: WrittenTogether<In, Out>): (input: In) => Promise<Out> {
  let waiting: Asked<In, Out>[] = [];
  const busyKeys = new Set<string>();
  let [underWay, planned] = [0, false];

  const plan = (): void => {
    if (planned || underWay >= MOST_UNDER_WAY || waiting.length === 0) return;
    planned = true;
    // whoever comes in the same turn of the loop goes along
    setImmediate(() => {
      planned = false;
      void send();
    });
  };

  /** The first of each key that is not being written, oldest first. */
  const take = (): Asked<In, Out>[] => {
    const [taken, left]: [Asked<In, Out>[], Asked<In, Out>[]] = [[], []];
    const heldBack = new Set(busyKeys);
    for (const each of waiting) {
      const goes = taken.length < MOST_WRITES && !heldBack.has(each.key);
      heldBack.add(each.key);
      (goes ? taken : left).push(each);
    }
    waiting = left;
    return taken.sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  const write = async (batch: readonly Asked<In, Out>[]): Promise<void> => {
    try {
      const answers = await writeMany(batch.map(({ input }) => input));
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length} writes`);
      // as many as there are
      answers.forEach((answer, index) => batch[index]?.tell(answer));
    } catch (error) {
      // only where it is certain that nothing was written: a lost connection may have committed
      if (batch.length === 1 || !isRefused(error)) for (const each of batch) each.fail(error);
      else for (const each of batch) await write([each]);
    }
  };

  const send = async (): Promise<void> => {
    const batch = take();
    if (batch.length === 0) return;
    underWay++;
    for (const { key } of batch) busyKeys.add(key);
    plan();
    await write(batch);
    for (const { key } of batch) busyKeys.delete(key);
    underWay--;
    plan();
  };

  return (input) =>
    new Promise((tell, fail) => {
      waiting.push({ input, key: keyOf(input), tell, fail });
      plan();
    });
}

/** The database's own refusals: bad values, broken constraints, its triggers' codes, deadlocks. All of the statement was undone. */
const isRefused = (error: unknown): boolean => /^(22|23|40|EV|P0)/.test(refusalCode(error)?.code ?? '');
