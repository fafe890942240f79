/**
 * A file that somebody hands in, kept on disk while it is read: it is named by its content before anything of it is believed, and read
 * twice (whole, then for good) without ever being held in memory.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline as piped } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';

export interface StatementFile {
  readonly fileName: string;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** From the first, as often as asked; the last is `unreadable` where it is not comma-separated text. */
  rows(): AsyncIterable<CsvRow>;
  /** It is read no more. */
  discard(): Promise<void>;
}

/** @property lineNo in the file, from 1; of a row over several lines the last. */
export type CsvRow =
  | { readonly kind: 'row'; readonly cells: readonly string[]; readonly lineNo: number }
  | { readonly kind: 'unreadable'; readonly lineNo: number; readonly found: string; readonly expected: string };

/** A row of the provider's has some 2,000 characters. */
const MOST_ROW_CHARACTERS = 65_536;

/** Null: there is more of it than `mostBytes`; nothing is kept. */
export async function keepFile(
  content: AsyncIterable<Buffer>,
  fileName: string,
  mostBytes: number,
): Promise<StatementFile | null> {
  const folder = await mkdtemp(join(tmpdir(), 'evident-statement-'));
  const path = join(folder, 'content');
  const discard = () => rm(folder, { recursive: true, force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > mostBytes) return;
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(measured, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await discard();
    throw error;
  }
  if (bytes > mostBytes) {
    await discard();
    return null;
  }
  return { fileName, sha256: hash.digest('hex'), bytes, rows: () => rowsOf(path), discard };
}

async function* rowsOf(path: string): AsyncGenerator<CsvRow> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: MOST_ROW_CHARACTERS,
  });
  // an error of either ends the loop below
  piped(createReadStream(path), parser, () => undefined);
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: { lines: number }; record: string[] }>)
      yield { kind: 'row', cells: record, lineNo: info.lines };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const lineNo = typeof error.lines === 'number' ? error.lines : 1;
    const found = Array.isArray(error.record) ? `${error.record.length} cells` : '';
    yield { kind: 'unreadable', lineNo, found, expected: EXPECTED[error.code] ?? NOT_CSV };
  }
}

const NOT_CSV = 'Comma-separated text, as the provider gives it.';

const EXPECTED: Partial<Record<CsvError['code'], string>> = {
  CSV_MAX_RECORD_SIZE: `A row of at most ${MOST_ROW_CHARACTERS} characters; perhaps a quote is not closed.`,
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'As many cells as there are columns.',
  CSV_QUOTE_NOT_CLOSED: 'A quote that is closed; the file may have been cut off.',
  CSV_INVALID_CLOSING_QUOTE: 'A comma after a closing quote.',
  INVALID_OPENING_QUOTE: 'A quote only at the beginning of a cell.',
};
