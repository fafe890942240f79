/** Where the peer's region link comes in: signed, fresh, and only the methods of the link. */
import { z } from 'zod';
import { isFromPeer } from '../ports/http-region-link';
import type { LinkService } from '../services/region-router';
import { type Exchange, header, parse, Problem, readBody, sendJson } from './exchange';

const MOST_LINK_BYTES = 524_288;

const METHODS = [
  'cart_get',
  'cart_set_item',
  'products',
  'checkout_open',
  'order_place',
  'order_status',
  'webhook',
  'console_find',
  'console_order',
  'console_pack',
  'console_look_up',
  'console_note',
  'console_resend_mail',
  'cases_queue',
  'cases_matching',
  'cases_counted',
  'cases_get',
  'cases_ambiguity',
  'cases_last_sweep',
  'cases_claim',
  'cases_keep',
  'cases_release',
  'cases_hand_over',
  'cases_note',
  'cases_glimpse',
  'cases_next',
  'bulk_start',
  'bulk_get',
  'bulk_newest',
  'bulk_items',
  'bulk_stop',
  'repair_view',
  'repair_look_up',
  'repair_propose',
  'repair_approve',
  'repair_decline',
  'repair_withdraw',
  'statement_begin',
  'statement_take',
  'statement_end',
  'statement_newest',
  'statement_get',
  'statement_lines',
] as const satisfies readonly (keyof LinkService)[];

const call = z.strictObject({ method: z.enum(METHODS), body: z.record(z.string(), z.unknown()) });

export interface LinkDoorParts {
  readonly service: LinkService;
  readonly linkSecret: string;
  /** A drill cuts the link in both directions. */
  isCut(): boolean;
}

export async function answerPeer(parts: LinkDoorParts, exchange: Exchange): Promise<void> {
  if (parts.isCut()) {
    exchange.request.socket.destroy();
    return;
  }
  const raw = await readBody(exchange, MOST_LINK_BYTES);
  const { request } = exchange;
  if (
    !isFromPeer(
      parts.linkSecret,
      header(request, 'x-link-sent-at'),
      header(request, 'x-link-signature'),
      raw,
      Date.now(),
    )
  )
    throw new Problem(401, 'link_signature_invalid', 'Only the other region may call this.');
  const { method, body } = parse(call, JSON.parse(raw), 'link_call_invalid');
  const run = parts.service[method] as (input: Record<string, unknown>) => Promise<unknown>;
  sendJson(exchange, 200, await run(body));
}
