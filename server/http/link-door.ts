/** Where the peer's region link comes in: sealed, fresh, in time, once, and only the methods of the link. */
import { z } from 'zod';
import { type LinkCondition, linkFault } from '../domain/link-condition';
import type { Region } from '../domain/region';
import { openCall, sealAnswer } from '../ports/link-seal';
import type { LinkService } from '../services/region-router';
import { type Exchange, header, parse, Problem, readBody, sendText } from './exchange';
import type { LinkMemory } from './link-memory';
import { LINK_METHODS, type LinkMethod } from './link-methods';

const MOST_LINK_BYTES = 524_288;

const METHODS = Object.keys(LINK_METHODS) as LinkMethod[];

const call = z.strictObject({ method: z.enum(METHODS), body: z.record(z.string(), z.unknown()) });

export interface LinkDoorParts {
  readonly region: Region;
  readonly service: LinkService;
  readonly linkSecret: string;
  readonly memory: LinkMemory;
  /** A drill cuts the link in both directions. */
  condition(): LinkCondition;
}

export async function answerPeer(parts: LinkDoorParts, exchange: Exchange): Promise<void> {
  const { linkSecret, memory, region, service } = parts;
  const nowMs = Date.now();
  if (linkFault(parts.condition(), region, nowMs, 0).kind === 'cut') {
    exchange.request.socket.destroy();
    return;
  }
  const raw = await readBody(exchange, MOST_LINK_BYTES);
  const opened = openCall(linkSecret, region, (name) => header(exchange.request, name), raw, nowMs);
  switch (opened.kind) {
    case 'refused':
      throw new Problem(401, 'link_signature_invalid', 'Only the other region may call this.');
    case 'late':
      throw new Problem(408, 'link_call_late', 'Nobody waits for this call any more; it was not acted on.');
    case 'call':
      break;
    default:
      return opened satisfies never;
  }
  const { nonce, sentAtMs } = opened.stamp;
  const { method, body } = parse(call, JSON.parse(raw), 'link_call_invalid');
  const writes = LINK_METHODS[method] === 'writes';
  if ((await memory.takeIn({ nonce, sentAtMs, writes }, nowMs)) !== 'new')
    throw new Problem(409, 'link_call_taken', 'This call was taken in before, or cannot be told from one that was.');
  const run = service[method] as (input: Record<string, unknown>) => Promise<unknown>;
  const answer = JSON.stringify(await run(body));
  sendText(exchange, 200, answer, { 'x-link-answer': sealAnswer(linkSecret, nonce, answer) });
}
