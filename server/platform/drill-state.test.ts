import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drillStateReader, HEALTHY, writeDrillState } from './drill-state';

let folder: string;
let file: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evident-drills-'));
  file = join(folder, 'drills.json');
  now = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the drill state', () => {
  it('is healthy without a file', () => {
    expect(drillStateReader(file, () => now)()).toEqual(HEALTHY);
  });

  it('reaches a reader after at most 100 ms, and the file is not looked at in between', () => {
    const read = drillStateReader(file, () => now);
    read();
    writeDrillState(file, { ...HEALTHY, region_link: 'cut' });
    now = 99;
    expect(read().region_link).toBe('up');
    now = 100;
    expect(read().region_link).toBe('cut');
    writeDrillState(file, HEALTHY);
    now = 200;
    expect(read()).toEqual(HEALTHY);
  });

  it('stays as it was when the file cannot be understood', () => {
    writeDrillState(file, { ...HEALTHY, mail: 'down' });
    const read = drillStateReader(file, () => now);
    expect(read().mail).toBe('down');
    writeFileSync(file, '{"mail":');
    now = 500;
    expect(read().mail).toBe('down');
  });
});
