import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importantLine } from './important-lines';
import { lineSplitter } from './line-splitter';
import { LogFile } from './log-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evident-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('logs of a process', () => {
  it('never grow beyond twice the limit: the oldest lines go', () => {
    const file = join(folder, 'a.log');
    const log = new LogFile(file, 22);
    for (const line of ['one', 'two', 'three', 'four', 'five', 'six']) log.write(`line ${line}`);
    expect(readFileSync(file, 'utf8')).toBe('line five\nline six\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('line three\nline four\n');
  });

  it('end nothing when the disk takes no more: what is lost is counted, and told as soon as it can be', () => {
    const file = join(folder, 'a.log');
    const log = new LogFile(file);
    log.write('before');
    rmSync(file);
    // nothing can be written there
    mkdirSync(file);
    for (const line of ['one', 'two', 'three']) log.write(line);
    rmSync(file, { recursive: true });
    log.write('after');
    expect(readFileSync(file, 'utf8')).toBe('3 lines could not be written here\nafter\n');
  });

  it('are cut at line ends, however the chunks fall', () => {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    for (const chunk of ['a', 'b\nc', '\n\nd']) splitter.take(chunk);
    splitter.flush();
    expect(lines).toEqual(['ab', 'c', '', 'd']);
  });

  it('show a person only errors and what came on stderr', () => {
    expect(importantLine('{"level":30,"msg":"served"}', 'stdout')).toBeNull();
    expect(importantLine('{"level":50,"msg":"broken"}', 'stdout')).toBe('broken');
    expect(importantLine('hello', 'stdout')).toBeNull();
    expect(importantLine('a warning', 'stderr')).toBe('a warning');
  });
});
