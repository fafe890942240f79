/** Runs a TypeScript script of the project to its end, and can be cut off; what it prints goes to a log. */
import { join } from 'node:path';
import { lineSplitter } from './line-splitter';
import { LogFile } from './log-file';
import { spawnNode } from './node-process';
import { StartError } from './start-error';

const LAST_LINES = 20;

export interface RunningScript {
  readonly done: Promise<void>;
  cutOff(): void;
}

/** `done` rejects with a StartError that ends in the script's last lines. */
export function runScript(file: string, env: Record<string, string>, logs: string): RunningScript {
  const name = file.replace(/^.*\/|\.ts$/g, '');
  const log = new LogFile(join(logs, `${name}.log`));
  const last: string[] = [];
  const child = spawnNode(file, env as NodeJS.ProcessEnv);
  for (const stream of [child.stdout, child.stderr]) {
    const lines = lineSplitter((line) => {
      log.write(line);
      last.push(line);
      if (last.length > LAST_LINES) last.shift();
    });
    stream?.setEncoding('utf8').on('data', lines.take).once('end', lines.flush);
  }
  const done = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new StartError(`${file} failed (${signal ?? `exit code ${code}`}):\n${last.join('\n')}`));
    });
  });
  return { done, cutOff: () => child.kill('SIGKILL') };
}
