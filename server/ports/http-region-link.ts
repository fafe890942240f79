/**
 * The region link over HTTP: signed, dated, with a deadline. A call that was not answered is `unreachable`; whether the peer
 * acted on it is unknown, so every method of the link is idempotent.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import http from 'node:http';
import type { LinkAnswer, LinkRequest, RegionLink } from './region-link';

export interface RegionLinkSettings {
  readonly peerUrl: string;
  readonly secret: string;
  /** A drill may cut or slow the link. */
  condition(): 'up' | 'cut' | { readonly delay_ms: number };
}

export const LINK_PATH = '/internal/region-link';
/** A signed call older than this is refused: a captured one cannot be replayed later. */
export const LINK_TOLERANCE_MS = 30_000;
const MOST_ANSWER_BYTES = 2_000_000;

export function httpRegionLink(settings: RegionLinkSettings): RegionLink {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const url = new URL(LINK_PATH, settings.peerUrl);
  return {
    async call(request) {
      const condition = settings.condition();
      if (condition === 'cut') return { kind: 'unreachable', error: 'the region link is cut' };
      if (typeof condition === 'object')
        await new Promise((resolve) => setTimeout(resolve, Math.min(condition.delay_ms, request.remainingMs)));
      const body = JSON.stringify({ method: request.method, body: request.body });
      return post(agent, url, body, request, settings.secret);
    },
  };
}

function post(agent: http.Agent, url: URL, body: string, request: LinkRequest, secret: string): Promise<LinkAnswer> {
  const sentAt = String(Date.now());
  return new Promise((resolve) => {
    const unreachable = (error: string) => resolve({ kind: 'unreachable', error });
    const call = http.request(
      url,
      {
        agent,
        method: 'POST',
        signal: AbortSignal.timeout(Math.max(1, Math.floor(request.remainingMs))),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-request-id': request.requestId,
          traceparent: request.traceparent,
          'x-link-sent-at': sentAt,
          'x-link-signature': linkSignature(secret, sentAt, body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MOST_ANSWER_BYTES) chunks.push(chunk);
        });
        response.on('error', (error) => unreachable(error.message));
        response.on('end', () => {
          if (response.statusCode !== 200) return unreachable(`the peer answered ${response.statusCode}`);
          try {
            resolve({ kind: 'answered', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
          } catch {
            unreachable('the peer answered something that is not JSON');
          }
        });
      },
    );
    call.on('error', (error) => unreachable(error.message));
    call.end(body);
  });
}

export function linkSignature(secret: string, sentAt: string, body: string): string {
  return createHmac('sha256', secret).update(`${sentAt}.${body}`).digest('hex');
}

/** Whether a call is the peer's own and fresh; constant time in the signature. */
export function isFromPeer(secret: string, sentAt: string, signature: string, body: string, nowMs: number): boolean {
  const expected = Buffer.from(linkSignature(secret, sentAt, body));
  const given = Buffer.from(signature);
  return (
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    Math.abs(nowMs - Number(sentAt)) <= LINK_TOLERANCE_MS
  );
}
