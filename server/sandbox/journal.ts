/**
 * Nothing is answered before it would survive a kill: entries of one tick are written together, synced once, and
 * only then do their promises resolve. After a crash the file is read back; a torn last line was never answered,
 * so it is cut off. Any other unreadable line stops the start: a ledger is not guessed.
 */
import { closeSync, fdatasync, ftruncateSync, openSync, readSync, write } from 'node:fs';
import { promisify } from 'node:util';
import type { Change } from './records';

export type JournalEntry =
  | { change: Change }
  /** This event needs no more sending: acknowledged, given up, or dropped by a fault. */
  | { sent: string }
  | { clock_offset_seconds: number };

type Batch = { lines: string[]; durable: Promise<void>; resolve: () => void; reject: (reason: unknown) => void };

const writeTo = promisify(write);
const syncTo = promisify(fdatasync);
const CHUNK_BYTES = 1 << 20;
const NOTE_WITHIN_MS = 500;

export class Journal {
  readonly #fd: number;
  #collecting: Batch | null = null;
  #writing: Promise<void> | null = null;
  #closed = false;
  /** Lines whose loss only means work done twice; they ride along with the next batch. */
  #notes: string[] = [];

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Opens or creates the file, hands every entry to `replay` in order, and is then ready to append. */
  static open(path: string, replay: (entry: JournalEntry) => void): Journal {
    const fd = openSync(path, 'a+');
    ftruncateSync(fd, readEntries(fd, path, replay));
    return new Journal(fd);
  }

  append(entry: JournalEntry): Promise<void> {
    // What would be written after the close is as if the process had ended: it never becomes durable.
    if (this.#closed) return new Promise(() => {});
    const batch = this.#begin();
    batch.lines.push(JSON.stringify(entry));
    return batch.durable;
  }

  /** Written soon, but nobody waits for it: a crash may lose it. */
  note(entry: JournalEntry): void {
    this.#notes.push(JSON.stringify(entry));
    if (this.#notes.length === 1) setTimeout(() => this.#begin(), NOTE_WITHIN_MS).unref();
  }

  /** Resolves when all that is known now is durable: a look-up must not tell what a crash could still take back. */
  settled(): Promise<void> | null {
    return this.#collecting?.durable ?? this.#writing;
  }

  async close(): Promise<void> {
    if (this.#notes.length > 0) this.#begin();
    this.#closed = true;
    for (let open = this.settled(); open; open = this.settled()) await open;
    closeSync(this.#fd);
  }

  #begin(): Batch {
    if (!this.#collecting) {
      this.#collecting = newBatch();
      if (!this.#writing && !this.#closed) setImmediate(() => this.#write());
    }
    return this.#collecting;
  }

  #write(): void {
    const batch = this.#collecting;
    if (!batch) return;
    batch.lines.push(...this.#notes.splice(0));
    this.#collecting = null;
    this.#writing = batch.durable;
    this.#toDisk(batch.lines)
      .then(batch.resolve, batch.reject)
      .finally(() => {
        this.#writing = null;
        this.#write();
      });
  }

  async #toDisk(lines: string[]): Promise<void> {
    if (lines.length === 0) return;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    for (let done = 0; done < bytes.length; ) done += (await writeTo(this.#fd, bytes, done)).bytesWritten;
    await syncTo(this.#fd);
  }
}

function newBatch(): Batch {
  const { promise, resolve, reject } = withResolvers();
  return { lines: [], durable: promise, resolve, reject };
}

function withResolvers() {
  let resolve = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Returns how many bytes hold whole lines. */
function readEntries(fd: number, path: string, replay: (entry: JournalEntry) => void): number {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let whole = 0;
  let lineNumber = 0;
  for (let at = 0, size = -1; size !== 0; at += size) {
    size = readSync(fd, chunk, 0, CHUNK_BYTES, at);
    const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      lineNumber += 1;
      replay(parseLine(bytes.toString('utf8', start, end), path, lineNumber));
      start = end + 1;
    }
    whole += start;
    rest = Buffer.from(bytes.subarray(start));
  }
  return whole;
}

function parseLine(line: string, path: string, lineNumber: number): JournalEntry {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch {
    throw new Error(
      `${path} line ${lineNumber} is not readable: the provider's ledger is damaged. Nothing was changed.`,
    );
  }
}
