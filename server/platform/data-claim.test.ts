import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDataDir, heldBy, readClaim, releaseDataDir } from './data-claim';
import { identify } from './process-identity';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evident-claim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const claimOf = (claim: unknown) => writeFileSync(join(folder, 'supervisor.json'), JSON.stringify(claim));

describe('a data folder', () => {
  it('belongs to the first living process, and the second is told where that is', () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const identity = identify(other.pid ?? 0);
    claimOf({ ...identity, port: 4000 });
    const held = claimDataDir(folder, 3000);
    other.kill('SIGKILL');
    expect(held).toMatchObject({ pid: other.pid, port: 4000 });
    expect(held && heldBy(held, folder)).toContain('http://localhost:4000');
  });

  it('is free again when its process is gone, also when its number lives on as another', () => {
    claimOf({ pid: process.ppid, started: 'another time', port: 4000 });
    expect(readClaim(folder)).toBeNull();
    expect(claimDataDir(folder, 3000)).toBeNull();
  });

  it('is free when the claim was cut off while it was written', () => {
    writeFileSync(join(folder, 'supervisor.json'), '{"pid":');
    expect(claimDataDir(folder, 3000)).toBeNull();
  });

  it('can be given back', () => {
    expect(claimDataDir(folder, 3000)).toBeNull();
    releaseDataDir(folder);
    expect(claimDataDir(folder, 3000)).toBeNull();
  });
});
