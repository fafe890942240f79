import { describe, expect, it } from 'vitest';
import { gatheredWrites } from './gathered-writes';

interface Write {
  readonly key: string;
  readonly value: number;
}
interface Statement {
  readonly inputs: readonly Write[];
  /** Each is answered with its value. */
  done(): void;
  fails(code?: string): void;
}

function givenWrites() {
  const statements: Statement[] = [];
  const write = gatheredWrites<Write, number>({
    keyOf: ({ key }) => key,
    writeMany: (inputs) =>
      new Promise((resolve, reject) => {
        statements.push({
          inputs,
          done: () => resolve(inputs.map(({ value }) => value)),
          fails: (code) => reject(Object.assign(new Error('it failed'), code === undefined ? {} : { code })),
        });
      }),
  });
  const keys = () => statements.map(({ inputs }) => inputs.map(({ key }) => key).join(' '));
  return { keys, statements, write: (key: string, value = 0) => write({ key, value }) };
}
const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('writes that are gathered', () => {
  it('of one turn are one statement, sorted by their keys, and each has its own answer', async () => {
    const { keys, statements, write } = givenWrites();
    const answers = Promise.all([write('c', 3), write('a', 1), write('b', 2)]);
    await turn();
    expect(keys()).toEqual(['a b c']);
    statements[0]?.done();
    expect(await answers).toEqual([3, 1, 2]);
  });

  it('of one key keep their order, and are neither in one statement nor under way together', async () => {
    const { keys, statements, write } = givenWrites();
    const ended: number[] = [];
    const note = (value: number) => ended.push(value);
    void write('a', 1).then(note);
    void write('a', 2).then(note);
    void write('b', 9).then(note);
    await turn();
    void write('a', 3).then(note);
    void write('c', 9).then(note);
    await turn();
    expect(keys()).toEqual(['a b', 'c']);
    statements[0]?.done();
    await turn();
    expect(keys()).toEqual(['a b', 'c', 'a']);
    statements[2]?.done();
    await turn();
    statements[3]?.done();
    await turn();
    expect(statements.map(({ inputs }) => inputs.map(({ value }) => value))).toEqual([[1, 9], [9], [2], [3]]);
    expect(ended).toEqual([1, 9, 2, 3]);
  });

  it('fail alone: what the database refuses of a batch is written one by one', async () => {
    const { keys, statements, write } = givenWrites();
    const answers = Promise.allSettled(['a', 'b', 'c'].map((key) => write(key)));
    await turn();
    statements[0]?.fails('23514');
    await turn();
    statements[1]?.done();
    await turn();
    statements[2]?.fails('23514');
    await turn();
    statements[3]?.done();
    expect((await answers).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(keys()).toEqual(['a b c', 'a', 'b', 'c']);
  });

  it.each([undefined, '08006', '57P01'])(
    'are not sent again when nobody knows whether they were made (%s)',
    async (code) => {
      const { keys, statements, write } = givenWrites();
      const answers = Promise.allSettled(['a', 'b'].map((key) => write(key)));
      await turn();
      statements[0]?.fails(code);
      expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      const next = write('a', 7);
      await turn();
      statements[1]?.done();
      expect(await next).toBe(7);
      expect(keys()).toEqual(['a b', 'a']);
    },
  );

  it('wait for a statement to end when two are under way, and go on in batches of 32', async () => {
    const { statements, write } = givenWrites();
    const answers = Promise.all(Array.from({ length: 150 }, (_, number) => write(`k${number}`, number)));
    await turn();
    expect(statements).toHaveLength(2);
    for (let at = 0; at < 5; at++) {
      expect(statements[at]?.inputs.length).toBeLessThanOrEqual(32);
      statements[at]?.done();
      await turn();
    }
    expect(await answers).toEqual(Array.from({ length: 150 }, (_, number) => number));
  });
});
