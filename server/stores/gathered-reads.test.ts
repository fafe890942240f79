import { describe, expect, it } from 'vitest';
import { gatheredReads } from './gathered-reads';

function givenReads() {
  const statements: { readonly keys: readonly string[]; answer(rows: Record<string, number>): void; fail(): void }[] =
    [];
  const read = gatheredReads<number>(
    (keys) =>
      new Promise((resolve, reject) => {
        statements.push({
          keys,
          answer: (rows) => resolve(new Map(Object.entries(rows))),
          fail: () => reject(new Error('lost')),
        });
      }),
  );
  return { read, statements };
}
const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('reads that are gathered', () => {
  it('of one turn are one statement, and each is answered with its own row or none', async () => {
    const { read, statements } = givenReads();
    const answers = Promise.all(['a', 'b', 'a', 'c'].map(read));
    await turn();
    expect(statements.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']]);
    statements[0]?.answer({ a: 1, b: 2 });
    expect(await answers).toEqual([1, 2, 1, null]);
  });

  it('never answer from a statement that was sent before the question', async () => {
    const { read, statements } = givenReads();
    const first = read('a');
    await turn();
    const second = read('a');
    await turn();
    const third = read('a');
    await turn();
    // two under way: the third waits for one of them to end, and is then read anew
    expect(statements).toHaveLength(2);
    statements[0]?.answer({ a: 1 });
    expect(await first).toBe(1);
    await turn();
    expect(statements).toHaveLength(3);
    statements[2]?.answer({ a: 3 });
    statements[1]?.answer({ a: 2 });
    expect([await second, await third]).toEqual([2, 3]);
  });

  it('fail alone: a lost statement fails those who asked by it and nobody after them', async () => {
    const { read, statements } = givenReads();
    const lost = read('a');
    await turn();
    statements[0]?.fail();
    await expect(lost).rejects.toThrow('lost');
    const next = read('a');
    await turn();
    statements[1]?.answer({ a: 1 });
    expect(await next).toBe(1);
  });

  it('are at most a hundred in one statement', async () => {
    const { read, statements } = givenReads();
    const answers = Promise.all(Array.from({ length: 250 }, (_, each) => read(`k${each}`)));
    for (let statement = 0; statement < 3; statement++) {
      await turn();
      const { answer, keys } = statements[statement] ?? { keys: [], answer: () => undefined };
      expect(keys.length).toBeLessThanOrEqual(100);
      answer(Object.fromEntries(keys.map((key) => [key, statement])));
      await turn();
    }
    expect((await answers).filter((row) => row !== null)).toHaveLength(250);
  });
});
