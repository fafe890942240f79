import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identify, isAlive } from './process-identity';
import { endLeftovers, readRunningStore, writeRunningStore } from './running-store';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evident-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As if the supervisor that wrote the file had died and its number had gone to somebody else. */
function forgeDeadSupervisor(): void {
  const file = join(folder, 'running.json');
  const written = JSON.parse(readFileSync(file, 'utf8')) as { supervisor: { started: string } };
  written.supervisor.started = 'another time';
  writeFileSync(file, JSON.stringify(written));
}

describe('the running store', () => {
  it('is known while its supervisor lives, and not after', () => {
    writeRunningStore(folder, { pids: [], urls: { east: 'http://localhost:3000' }, environment: {} });
    expect(readRunningStore(folder)?.urls.east).toBe('http://localhost:3000');
    forgeDeadSupervisor();
    expect(readRunningStore(folder)).toBeNull();
  });

  it('leaves nothing behind when its supervisor was killed: frozen children are ended too', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const identity = identify(child.pid ?? 0);
    writeRunningStore(folder, { pids: [child.pid ?? 0], urls: {}, environment: {} });
    child.kill('SIGSTOP');
    forgeDeadSupervisor();
    expect(await endLeftovers(folder)).toBe(1);
    expect(identity && isAlive(identity)).toBe(false);
  });

  it('touches nothing of a store that runs, nor without a file or with a broken one', async () => {
    expect(await endLeftovers(folder)).toBe(0);
    writeRunningStore(folder, { pids: [process.pid], urls: {}, environment: {} });
    expect(await endLeftovers(folder)).toBe(0);
    writeFileSync(join(folder, 'running.json'), '{');
    expect(readRunningStore(folder)).toBeNull();
  });
});
