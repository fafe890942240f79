/**
 * What a process prints is kept in a file of its own, never without bound: at its size limit the
 * file becomes NAME.log.1 and a new one begins.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAXIMUM_BYTES = 10 * 1024 * 1024;

export class LogFile {
  private size: number;

  constructor(
    private readonly file: string,
    private readonly maximumBytes = MAXIMUM_BYTES,
  ) {
    mkdirSync(dirname(file), { recursive: true });
    this.size = existsSync(file) ? statSync(file).size : 0;
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.size + bytes > this.maximumBytes && this.size > 0) {
      renameSync(this.file, `${this.file}.1`);
      this.size = 0;
    }
    appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
    this.size += bytes;
  }
}
