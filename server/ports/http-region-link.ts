/**
 * The region link over HTTP: sealed, dated, with a deadline that travels. A call that was not answered is `unreachable`; unless it
 * never left, or was refused unread, it is unknown whether the peer acted on it, so every method of the link is idempotent.
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import { type LinkCondition, linkFault } from '../domain/link-condition';
import { otherRegion, type Region } from '../domain/region';
import { isAnswerTo, sealCall } from './link-seal';
import type { Acted, LinkAnswer, LinkRequest, RegionLink } from './region-link';

export interface RegionLinkSettings {
  /** The region that calls. */
  readonly from: Region;
  readonly peerUrl: string;
  readonly secret: string;
  /** A drill may cut, slow or half-break the link. */
  condition(): LinkCondition;
}

export const LINK_PATH = '/internal/region-link';
const MOST_ANSWER_BYTES = 2_000_000;
/** Answers of the peer's door that say: not taken in. */
const REFUSED_UNREAD = new Set([401, 408, 409, 413]);

export function httpRegionLink(settings: RegionLinkSettings): RegionLink {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const url = new URL(LINK_PATH, settings.peerUrl);
  return {
    async call(request) {
      const deadlineAtMs = Date.now() + request.remainingMs;
      const send = () => post(agent, url, request, deadlineAtMs, settings);
      const fault = linkFault(settings.condition(), settings.from, Date.now(), Math.random());
      switch (fault.kind) {
        case 'none':
          return send();
        case 'cut':
          return unreachable('the region link is cut', 'no');
        case 'delayed':
          return delayed(send, fault.delayMs / 2, deadlineAtMs);
        case 'request_lost':
          await sleep(deadlineAtMs - Date.now());
          return unreachable('no answer before the deadline', 'unknown');
        case 'answer_lost':
          await send();
          await sleep(deadlineAtMs - Date.now());
          return unreachable('no answer before the deadline', 'unknown');
        default:
          return fault satisfies never;
      }
    },
  };
}

const unreachable = (error: string, acted: Acted): LinkAnswer => ({ kind: 'unreachable', error, acted });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** A slow road: what would come after the deadline is not waited for. */
async function delayed(send: () => Promise<LinkAnswer>, eachWayMs: number, deadlineAtMs: number): Promise<LinkAnswer> {
  await sleep(Math.min(eachWayMs, deadlineAtMs - Date.now()));
  if (Date.now() >= deadlineAtMs) return unreachable('the deadline passed before the call left', 'no');
  const answer = await send();
  const arrivesAtMs = Date.now() + eachWayMs;
  await sleep(Math.min(arrivesAtMs, deadlineAtMs) - Date.now());
  return arrivesAtMs > deadlineAtMs && answer.kind === 'answered'
    ? unreachable('no answer before the deadline', 'unknown')
    : answer;
}

function post(
  agent: http.Agent,
  url: URL,
  request: LinkRequest,
  deadlineAtMs: number,
  { from, secret }: RegionLinkSettings,
): Promise<LinkAnswer> {
  const { requestId, traceparent } = request;
  const body = JSON.stringify({ method: request.method, body: request.body });
  const sentAtMs = Date.now();
  const remainingMs = Math.max(1, Math.floor(deadlineAtMs - sentAtMs));
  const nonce = randomBytes(18).toString('base64url');
  const stamp = { from, to: otherRegion(from), sentAtMs, remainingMs, nonce, requestId, traceparent };
  return new Promise((resolve) => {
    // once a connection stands, nobody here knows what arrived over it
    let acted: Acted = 'no';
    const lost = (error: string) => resolve(unreachable(error, acted));
    const call = http.request(
      url,
      {
        agent,
        method: 'POST',
        signal: AbortSignal.timeout(remainingMs),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...sealCall(secret, stamp, body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MOST_ANSWER_BYTES) chunks.push(chunk);
        });
        response.on('error', (error) => lost(error.message));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (REFUSED_UNREAD.has(status)) acted = 'no';
          if (status !== 200) return lost(`the peer answered ${status}`);
          const text = Buffer.concat(chunks).toString('utf8');
          if (!isAnswerTo(secret, nonce, text, String(response.headers['x-link-answer'] ?? '')))
            return lost('the answer is not sealed by the peer');
          try {
            resolve({ kind: 'answered', body: JSON.parse(text) });
          } catch {
            lost('the peer answered something that is not JSON');
          }
        });
      },
    );
    call.on('socket', (socket) => {
      const stands = () => {
        acted = 'unknown';
      };
      if (socket.connecting) socket.once('connect', stands);
      else stands();
    });
    call.on('error', (error) => lost(error.message));
    call.end(body);
  });
}
