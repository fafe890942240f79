import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { keepFile } from './statement-file';

async function* chunks(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}
async function* brokenOff(): AsyncGenerator<Buffer> {
  yield Buffer.from('balance');
  throw new Error('the connection ended');
}
/** A place of this test's own for what is kept for a while. */
function ownPlace(): string {
  const place = mkdtempSync(join(tmpdir(), 'evident-place-'));
  vi.stubEnv('TMPDIR', place);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(place, { recursive: true });
  });
  return place;
}

describe('a file that is handed in', () => {
  it('is named by its content, whatever it is called and however it came', async () => {
    const [one, two] = [await keepFile(chunks('a,', 'b'), 'one.csv', 10), await keepFile(chunks('a,b'), 'two.csv', 10)];
    expect([two?.sha256, two?.bytes]).toEqual([one?.sha256, 3]);
    await Promise.all([one?.discard(), two?.discard()]);
  });

  it('can be read more than once', async () => {
    const file = await keepFile(chunks('a,b\n1,"2\n3"\n'), 'twice.csv', 100);
    for (const _time of [1, 2]) {
      const rows = [];
      for await (const row of file?.rows() ?? []) rows.push(row);
      expect(rows).toEqual([
        { kind: 'row', cells: ['a', 'b'], lineNo: 1 },
        { kind: 'row', cells: ['1', '2\n3'], lineNo: 3 },
      ]);
    }
    await file?.discard();
  });

  it('is kept nowhere when it is too large, when it breaks off, and once it is discarded', async () => {
    const place = ownPlace();
    expect(await keepFile(chunks('x'.repeat(101)), 'large.csv', 100)).toBeNull();
    await expect(keepFile(brokenOff(), 'broken.csv', 100)).rejects.toThrow('the connection ended');
    expect(readdirSync(place)).toEqual([]);
    const file = await keepFile(chunks('a'), 'kept.csv', 100);
    const [folder = ''] = readdirSync(place);
    expect(existsSync(join(place, folder, 'content'))).toBe(true);
    await file?.discard();
    expect(readdirSync(place)).toEqual([]);
  });
});
