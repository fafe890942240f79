import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config';
import { databasePort, diskProblems, freePort, isFree, neededPorts, portProblems } from './preflight';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))));

async function takenPort(host?: string): Promise<number> {
  const port = await freePort();
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(host ? { port, host } : { port }, resolve));
  return port;
}

describe('preflight', () => {
  it('names a port that is taken, what it is for, who has it and what to change', async () => {
    const port = await takenPort();
    const [problem] = await portProblems([{ port, use: 'the east web' }]);
    expect(problem).toContain(`Port ${port} (the east web) is taken`);
    expect(problem).toContain('PORT=4000 npm start');
    if (process.platform === 'linux') expect(problem).toContain(`(process ${process.pid})`);
  });

  it('sees a port that is taken on one address only', async () => {
    expect(await isFree(await takenPort('127.0.0.1'))).toBe(false);
  });

  it('says nothing when everything is free', async () => {
    expect(await portProblems([{ port: await freePort(), use: 'the east web' }])).toEqual([]);
  });

  it('asks only for the ports that this store uses', () => {
    const numbers = (env: Record<string, string>) => neededPorts(parseConfig(env)).map(({ port }) => port);
    expect(numbers({})).toEqual([3000, 3001, 3010, 3020]);
    expect(
      numbers({ EVIDENT_DRILLS: 'off', STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }),
    ).toEqual([3000, 3001]);
  });

  it('moves the database to the next port when a neighbour has the first', async () => {
    const first = await takenPort();
    expect(await databasePort(first)).toBeGreaterThan(first);
  });

  it('refuses a folder that cannot be made, by the name of the variable', () => {
    expect(diskProblems('/dev/null/here')[0]).toMatch(/Nothing can be written to .* Set EVIDENT_DATA_DIR/);
  });

  it('refuses a disk without room, and says how much is needed', () => {
    expect(diskProblems(tmpdir(), 1)).toEqual([]);
    expect(diskProblems(tmpdir(), 2 ** 60)[0]).toMatch(/Only \d+ MB are free .* are needed/);
  });
});
