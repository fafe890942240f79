/** The archive as files of a folder, for their owner alone: they hold addresses of customers. */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageArchive } from './message-archive';

const NAME = /^[\w.-]{1,120}$/;

export function fileMessageArchive(folder: string): MessageArchive {
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError(`not the name of an archive: ${JSON.stringify(name)}`);
    return join(folder, name);
  };
  const read: MessageArchive['read'] = async (name) => {
    try {
      const text = await readFile(pathOf(name), 'utf8');
      return { ...digestOf(text), lines: text.split('\n').filter((line) => line !== '') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
  return {
    read,
    async write(name, lines) {
      const text = `${lines.join('\n')}\n`;
      const digest = digestOf(text);
      const there = await read(name);
      if (there !== null) {
        if (there.sha256 !== digest.sha256) throw new Error(`${name} is there already, with other messages`);
        return digest;
      }
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = `${pathOf(name)}.${process.pid}.part`;
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

const digestOf = (text: string) => ({
  sha256: createHash('sha256').update(text).digest('hex'),
  bytes: Buffer.byteLength(text),
});
