import type { Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDrillControl } from './drill-control';
import { type DrillState, HEALTHY } from './drill-state';
import { freePort } from './preflight';

let server: Server;
let base: string;
let state: DrillState;
let killed: string[];

beforeEach(async () => {
  state = HEALTHY;
  killed = [];
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  server = await startDrillControl(port, {
    state: () => state,
    apply: async (wanted) => {
      state = wanted;
    },
    kill: (name) => (name === 'sandbox' ? null : killed.push(name)),
    reports: () => [{ name: 'database', pid: 7, role: 'database', region: null, restarts: 0, state: 'running' }],
  });
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const put = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${base}/_drills`, { method: 'PUT', body, headers });

describe('drill control', () => {
  it('shows the faults in force and each process', async () => {
    const body = await (await fetch(`${base}/_drills`)).json();
    expect(body).toMatchObject({
      region_link: 'up',
      processes: [{ name: 'database', pid: 7, role: 'database', restarts: 0 }],
    });
  });

  it('applies a change, and refuses a wrong one without applying anything', async () => {
    expect((await put('{"mail":"down"}')).status).toBe(200);
    expect(state.mail).toBe('down');
    const refused = await put('{"mail":"up","region_link":"broken"}');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    expect(state.mail).toBe('down');
  });

  it('kills what is named; what does not run is a 409', async () => {
    const kill = (name: string) =>
      fetch(`${base}/_drills/kill`, { method: 'POST', body: JSON.stringify({ process: name }) });
    expect((await kill('worker_east')).status).toBe(200);
    expect((await kill('sandbox')).status).toBe(409);
    expect((await kill('init')).status).toBe(400);
    expect(killed).toEqual(['worker_east']);
  });

  it('refuses a request that a web page sent, by its Origin or by a Host of another name', async () => {
    expect((await put('{"mail":"down"}', { origin: 'http://localhost:3000' })).status).toBe(403);
    expect((await put('{"mail":"down"}', { origin: 'null' })).status).toBe(403);
    expect(state).toEqual(HEALTHY);
  });

  it('refuses a body that is too long, other methods and other paths', async () => {
    for (const length of [10_000, 2_000_000]) expect((await put(`{"mail":"${'x'.repeat(length)}"}`)).status).toBe(400);
    expect((await fetch(`${base}/_drills`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${base}/`)).status).toBe(404);
  });
});
