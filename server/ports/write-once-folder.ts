/** Files of a folder, for their owner alone: archived messages hold addresses of customers. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { WriteOnceFiles } from './write-once-files';

const UNFINISHED = '.part';
const NAME = /^[\w.-]{1,120}$/;

export function writeOnceFolder(folder: string): WriteOnceFiles {
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError(`not a name of such a file: ${JSON.stringify(name)}`);
    return join(folder, name);
  };
  const read: WriteOnceFiles['read'] = async (name) => {
    const text = await orNull(readFile(pathOf(name), 'utf8'));
    return text === null ? null : { ...digestOf(text), lines: text.split('\n').filter((line) => line !== '') };
  };
  return {
    read,
    async names() {
      const all = await orNull(readdir(folder));
      return all?.filter((name) => NAME.test(name) && !name.endsWith(UNFINISHED)).sort() ?? null;
    },
    async write(name, lines) {
      const text = `${lines.join('\n')}\n`;
      const digest = digestOf(text);
      const there = await read(name);
      if (there !== null) {
        if (there.sha256 !== digest.sha256) throw new Error(`${name} is there already, with other lines`);
        return digest;
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = `${pathOf(name)}.${process.pid}${UNFINISHED}`;
      const file = await open(unfinished, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      // whole under its name or not there
      await rename(unfinished, pathOf(name));
      const directory = await open(folder, 'r');
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
      return digest;
    },
  };
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const digestOf = (text: string) => ({
  sha256: createHash('sha256').update(text).digest('hex'),
  bytes: Buffer.byteLength(text),
});
