import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAlive, type ProcessIdentity, identify } from './process-identity';
import { type ProcessEvents, SupervisedProcess } from './supervised-process';

const WELL = `console.log('ready'); setInterval(() => {}, 1000);`;
const DEAF = `process.on('SIGTERM', () => console.log('no')); ${WELL}`;
const DYING = 'process.exit(3);';

let folder: string;
let current: SupervisedProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evident-process-'));
});
afterEach(async () => {
  await current?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function supervise(script: string, events: ProcessEvents = {}, graceMs = 2_000): SupervisedProcess {
  current = new SupervisedProcess(
    {
      name: 'tiny',
      role: 'test',
      region: null,
      spawn: () => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] }),
      isReady: (printed) => printed.has('ready'),
      stopSignal: 'SIGTERM',
      graceMs,
      logFile: join(folder, 'tiny.log'),
    },
    events,
  );
  current.start();
  return current;
}

const identityOf = (tiny: SupervisedProcess): ProcessIdentity => {
  const identity = tiny.pid === null ? null : identify(tiny.pid);
  if (!identity) throw new Error('not running');
  return identity;
};

describe('a supervised process', () => {
  it('is ready once it says so, and its output is kept', async () => {
    const tiny = supervise(WELL);
    await tiny.ready(20_000);
    expect(tiny.state).toBe('running');
    expect(readFileSync(join(folder, 'tiny.log'), 'utf8')).toBe('ready\n');
  });

  it('comes back with another pid when it is killed, and the restart is counted', async () => {
    const tiny = supervise(WELL);
    await tiny.ready(20_000);
    const before = tiny.kill();
    await vi.waitFor(() => expect(tiny.restarts).toBe(1), 20_000);
    await tiny.ready(20_000);
    expect(tiny.pid).not.toBe(before);
  });

  it('waits longer each time when it keeps dying', async () => {
    const delays: number[] = [];
    supervise(DYING, { onDeath: (_name, how, delay) => how === 'exit code 3' && delays.push(delay) });
    await vi.waitFor(() => expect(delays.length).toBeGreaterThanOrEqual(3), 20_000);
    expect(delays.slice(0, 3)).toEqual([100, 200, 400]);
  });

  it('stays away after stop, also when it was about to be restarted', async () => {
    const tiny = supervise(DYING);
    await vi.waitFor(() => expect(tiny.restarts).toBeGreaterThan(0), 20_000);
    await tiny.stop();
    const { restarts } = tiny;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([tiny.state, tiny.pid, tiny.restarts]).toEqual(['stopped', null, restarts]);
  });

  it('is ended by force when it does not listen, and also when it is frozen', async () => {
    const tiny = supervise(DEAF, {}, 300);
    await tiny.ready(20_000);
    const identity = identityOf(tiny);
    tiny.pause();
    expect(tiny.state).toBe('paused');
    await tiny.stop();
    expect(isAlive(identity)).toBe(false);
  });

  it('goes on where it stood after a pause, as the same process', async () => {
    const tiny = supervise(WELL);
    await tiny.ready(20_000);
    const { pid } = tiny;
    tiny.pause();
    tiny.resume();
    expect([tiny.state, tiny.pid, tiny.restarts]).toEqual(['running', pid, 0]);
  });

  it('says so when it does not become ready in time', async () => {
    await expect(supervise('setInterval(() => {}, 1000)').ready(200)).rejects.toThrow('tiny was not ready after 0.2 s');
  });
});
