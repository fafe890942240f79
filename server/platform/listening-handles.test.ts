import { connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { listenOnMore } from './listening-handles';

const open: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const each of sockets.splice(0)) each.destroy();
  for (const each of open.splice(0)) each.close();
});

async function givenListening() {
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    accepted.push(socket);
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 512 }, resolve));
  const { port } = server.address() as { port: number };
  return { server, port, accepted };
}

/** Calls that wait in the kernel, and in how many turns of the loop they were all taken. */
async function turnsToTake(count: number, port: number, accepted: readonly Socket[]): Promise<number> {
  for (let each = 0; each < count; each++) sockets.push(connect(port, '127.0.0.1'));
  while (accepted.length === 0) await nextTurn();
  let turns = 1;
  for (; accepted.length < count; turns++) await nextTurn();
  return turns;
}

describe('more handles on a listening socket', () => {
  it('takes many new connections in one turn of the loop, where one handle takes one', async () => {
    const one = await givenListening();
    const alone = await turnsToTake(96, one.port, one.accepted);
    const many = await givenListening();
    open.push(...(await listenOnMore(many.server, 16, 512)));
    expect(await turnsToTake(96, many.port, many.accepted)).toBeLessThan(alone / 4);
  });

  it('gives every connection to the server, while the handles come in as well', async () => {
    const { accepted, port, server } = await givenListening();
    const adding = listenOnMore(server, 16, 512).then((more) => open.push(...more));
    let asked = 0;
    for (let done = false; !done; ) {
      for (let each = 0; each < 5; each++, asked++) sockets.push(connect(port, '127.0.0.1'));
      done = await Promise.race([adding.then(() => true), nextTurn().then(() => false)]);
    }
    await expect.poll(() => accepted.length).toBe(asked);
  });

  it('refuses connections once the server and they are closed', async () => {
    const { port, server } = await givenListening();
    const more = await listenOnMore(server, 2, 512);
    for (const each of [server, ...more]) await new Promise((closed) => each.close(closed));
    const refused = await new Promise<string>((resolve) => {
      connect(port, '127.0.0.1').on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    expect(refused).toBe('ECONNREFUSED');
  });
});
