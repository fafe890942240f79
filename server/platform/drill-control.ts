/**
 * The switchboard of faults, for people at this machine and their scripts only: it listens on
 * 127.0.0.1, and refuses every request that a web page could have sent (an Origin header, or a
 * Host that is not this machine), because a page in a browser here must not kill a store.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LINK_CONDITIONS_EXPLAINED } from './link-conditions';
import { type Killable, parseChange, parseKill } from './drill-requests';
import type { DrillState } from './drill-state';

const LARGEST_BODY = 4_096;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export interface ProcessReport {
  readonly name: string;
  readonly pid: number | null;
  readonly role: string;
  readonly region: string | null;
  readonly restarts: number;
  readonly state: string;
}

/** What the switchboard moves. */
export interface DrillTarget {
  state(): DrillState;
  apply(state: DrillState): Promise<void>;
  /** The pid that was killed; null where it was not running. */
  kill(name: Killable): number | null;
  reports(): ProcessReport[];
}

export function startDrillControl(port: number, target: DrillTarget): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(request, target)
      .catch((error: unknown) => problem(500, 'internal', error instanceof Error ? error.message : String(error)))
      .then(({ status, body }) => send(response, status, body));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, target: DrillTarget): Promise<Answer> {
  const { method, headers } = request;
  const path = (request.url ?? '').split('?')[0];
  if (headers.origin !== undefined || !LOCAL_HOST.test(headers.host ?? '')) {
    return problem(403, 'forbidden', 'Drill control answers programs on this machine, not web pages.');
  }
  if (path === '/_drills' && method === 'GET') return report(target);
  if (path === '/_drills' && method === 'PUT') {
    const change = parseChange(await readBody(request), target.state());
    if (!change.ok) return problem(400, 'invalid_body', change.expected);
    await target.apply(change.value);
    return report(target);
  }
  if (path === '/_drills/kill' && method === 'POST') {
    const kill = parseKill(await readBody(request));
    if (!kill.ok) return problem(400, 'invalid_body', kill.expected);
    const pid = target.kill(kill.value);
    if (pid === null) return problem(409, 'not_running', `${kill.value} is not running now`);
    return { status: 200, body: { process: kill.value, pid } };
  }
  return problem(404, 'not_found', 'expected GET or PUT /_drills, or POST /_drills/kill');
}

function report(target: DrillTarget): Answer {
  return {
    status: 200,
    body: { ...target.state(), processes: target.reports(), region_link_may_be: LINK_CONDITIONS_EXPLAINED },
  };
}

function problem(status: number, code: string, detail: string): Answer {
  return { status, body: { code, status, detail } };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    // Too long is not JSON that anybody here would send. It is read to its end: leaving it cuts the caller off without an answer.
    if (body.length <= LARGEST_BODY) body += chunk;
  }
  return body.length <= LARGEST_BODY ? body : '';
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
