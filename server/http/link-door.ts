/** Where the peer's region link comes in: sealed, fresh, in time, once, and only the methods of the link. */
import { z } from 'zod';
import { type LinkCondition, linkFault } from '../domain/link-condition';
import type { Region } from '../domain/region';
import { openCall, sealAnswer } from '../ports/link-seal';
import type { LinkService } from '../services/region-router';
import { type Exchange, header, parse, Problem, readBody, sendText } from './exchange';
import type { LinkMemory } from './link-memory';

const MOST_LINK_BYTES = 524_288;

const METHODS = [
  'cart_get',
  'cart_set_item',
  'products',
  'checkout_open',
  'order_place',
  'order_status',
  'order_standing',
  'checkouts_copy',
  'intents_find',
  'intents_view',
  'webhook',
  'bus_deliver',
  'audit_find',
  'drill_overview',
  'drill_start',
  'drill_stop',
  'now_counted',
  'console_find',
  'console_order',
  'console_pack',
  'console_look_up',
  'console_note',
  'console_resend_mail',
  'cases_queue',
  'cases_matching',
  'cases_counted',
  'cases_proposals',
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
  'verdict_view',
  'verdict_look_up',
  'verdict_propose',
  'verdict_approve',
  'verdict_decline',
  'verdict_withdraw',
  'messages_overview',
  'messages_letters',
  'messages_letter',
  'messages_redrive',
  'messages_replay_plan',
  'messages_replay',
  'messages_mails',
  'statement_begin',
  'statement_take',
  'statement_end',
  'statement_newest',
  'statement_get',
  'statement_lines',
  'pressure_history',
  'controls_exchange',
  'controls_rates',
  'mode_view',
  'mode_enter',
  'mode_take',
  'mode_leave',
  'mode_ramp',
  'mode_ask_glass',
  'mode_agree_glass',
  'mode_waive',
  'mode_episodes',
  'mode_episode',
  'mode_sample',
  'ownership_claims',
  'hand_over_prepare',
  'hand_over_missing',
  'hand_over_keep',
  'hand_over_accept',
  'hand_over_drop',
  'ownership_view',
  'ownership_start',
  'ownership_take_back',
  'ownership_review',
] as const satisfies readonly (keyof LinkService)[];

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
  if (memory.takeIn(nonce, sentAtMs, nowMs) !== 'new')
    throw new Problem(409, 'link_call_taken', 'This call was taken in before, or cannot be told from one that was.');
  const { method, body } = parse(call, JSON.parse(raw), 'link_call_invalid');
  const run = service[method] as (input: Record<string, unknown>) => Promise<unknown>;
  const answer = JSON.stringify(await run(body));
  sendText(exchange, 200, answer, { 'x-link-answer': sealAnswer(linkSecret, nonce, answer) });
}
