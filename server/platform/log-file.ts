/**
 * What a process prints is kept in a file of its own, never without bound: at its size limit the
 * file becomes NAME.log.1 and a new one begins. A line that the disk does not take is lost and counted: nothing else ends by it.
 */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAXIMUM_BYTES = 10 * 1024 * 1024;

export class LogFile {
  private size: number;
  private lost = 0;

  constructor(
    private readonly file: string,
    private readonly maximumBytes = MAXIMUM_BYTES,
  ) {
    mkdirSync(dirname(file), { recursive: true });
    this.size = existsSync(file) ? statSync(file).size : 0;
  }

  write(line: string): void {
    try {
      if (this.lost > 0) this.append(`${this.lost} lines could not be written here`);
      this.lost = 0;
      this.append(line);
    } catch {
      this.lost++;
    }
  }

  private append(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.size + bytes > this.maximumBytes && this.size > 0) {
      renameSync(this.file, `${this.file}.1`);
      this.size = 0;
    }
    appendFileSync(this.file, `${line}\n`, { mode: 0o600 });
    this.size += bytes;
  }
}
