/**
 * More handles on a listening socket. Node takes one connection from each in a turn of its loop (libuv 1.45 and later,
 * https://github.com/libuv/libuv/pull/3696), and under a crowd a turn takes 30 to 200 ms: with one handle 1,900 connections waited in the
 * kernel, up to 18 s, before anything of ours saw them. The kernel gives a socket a further handle in a process only on its way
 * through another one, so a child of our own sends each back; it ends when the last has come. From Node 23.1 on `reusePort` would do.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** As many more connections a turn. To be asked by all of them costs a connection that comes alone a tenth of a millisecond, and a crowd nothing. */
export const MORE_HANDLES = 32;

/** As node:http opens its own. */
const AS_HTTP = { allowHalfOpen: true, noDelay: true };

/** It needs none of our secrets. */
const NO_ENVIRONMENT = {} as NodeJS.ProcessEnv;
const SENDS_BACK = "process.on('message', (message, handle) => process.send(message, handle))";

/** @param server listens already; what the further handles accept is given to it. @returns the servers that hold them, to be closed with it. */
export async function listenOnMore(server: Server, count: number, backlog: number): Promise<readonly Server[]> {
  // the handle and not the server is sent: a server would accept connections in the child as well, and they would be lost there
  const { _handle: handle } = server as unknown as { readonly _handle: Server };
  const child = spawn(process.execPath, ['-e', SENDS_BACK], {
    env: NO_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit');
  const more: Server[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`the child that sends handles back ended (${code ?? 'killed'})`)));
      child.on('message', (_message, received) => {
        const another = createServer(AS_HTTP, (socket) => server.emit('connection', socket));
        another.listen(received, backlog);
        more.push(another);
        if (more.length === count) resolve();
        else child.send('', handle);
      });
      child.send('', handle);
    });
  } finally {
    // as long as it lives it holds the socket as well, which would be open after everything here was closed
    child.kill('SIGKILL');
    await ended;
  }
  return more;
}
