/**
 * The calls that only look: retrieve, list, search. With a look-up lag they honestly miss what is younger, like a
 * provider whose index is behind: absent here is no proof that nothing happened.
 */
import { type Answer, ok, refusalAnswer } from './answers';
import { badQuery, resourceMissing } from './errors';
import type { FormFields } from './form-body';
import {
  type CreatedWindow,
  listEventsParams,
  listIntentsParams,
  listOfIntentParams,
  readParams,
  retrieveParams,
  searchParams,
} from './params';
import type { IntentRecord, Refusal } from './records';
import type { SandboxParts } from './sandbox-parts';
import { matches, parseSearch, type SearchClause } from './search-query';
import type { Page } from './shelf';
import { seconds, stripeCharge, stripeEvent, stripeIntent, stripeRefund } from './stripe-objects';

type Found = { ok: true; body: unknown } | { ok: false; refusal: Refusal };
type Lookup = (parts: SandboxParts, fields: FormFields, id: string) => Found;

export const LOOKUPS: Record<string, Lookup> = {
  'GET /v1/payment_intents': listIntents,
  'GET /v1/payment_intents/search': searchIntents,
  'GET /v1/payment_intents/:id': retrieve('payment_intent', ({ books }, id, seen, expand) => {
    const intent = books.intents.get(id);
    return intent && seen(intent) ? stripeIntent(intent, expand) : undefined;
  }),
  'GET /v1/charges': listCharges,
  'GET /v1/charges/:id': retrieve('charge', ({ books }, id, seen) => {
    const found = books.charges.get(id);
    return found && seen(found.intent) ? stripeCharge(found.intent, found.charge) : undefined;
  }),
  'GET /v1/refunds': listRefunds,
  'GET /v1/refunds/:id': retrieve('refund', ({ books }, id) => {
    const refund = books.refunds.get(id);
    return refund && stripeRefund(refund);
  }),
  'GET /v1/events': listEvents,
  'GET /v1/events/:id': retrieve('event', ({ books }, id) => {
    const event = books.events.get(id);
    return event && stripeEvent(event);
  }),
};

export function lookupAnswer(
  lookup: Lookup,
  parts: SandboxParts,
  fields: FormFields,
  id: string,
  requestId: string,
): Answer {
  const found = lookup(parts, fields, id);
  return found.ok ? ok(found.body) : refusalAnswer(found.refusal, null, requestId);
}

type Seen = (intent: IntentRecord) => boolean;

/** @param lagMs beside the lag of every look-up. */
function seenBy({ clock, faults }: SandboxParts, lagMs = 0): Seen {
  const mostLagMs = Math.max(lagMs, faults.current.lookup_lag_ms ?? 0);
  // without a lag everything is there, also what was made before the clock was set back
  const youngestMs = mostLagMs === 0 ? Number.POSITIVE_INFINITY : clock.nowMs() - mostLagMs;
  return (intent) => intent.created_at_ms <= youngestMs;
}

function retrieve(
  noun: string,
  find: (parts: SandboxParts, id: string, seen: Seen, expand: string[]) => unknown,
): Lookup {
  return (parts, fields, id) => {
    const parsed = readParams(retrieveParams, fields);
    if (!parsed.ok) return parsed;
    const body = find(parts, id, seenBy(parts), parsed.params.expand);
    return body === undefined ? missing(resourceMissing(noun, id, 'id', 404)) : { ok: true, body };
  };
}

function listIntents(parts: SandboxParts, fields: FormFields): Found {
  const parsed = readParams(listIntentsParams, fields);
  if (!parsed.ok) return parsed;
  const { params } = parsed;
  const seen = seenBy(parts);
  const where = (intent: IntentRecord) => seen(intent) && within(params.created, intent.created_at_ms);
  const page = parts.books.intents.page({ ...params, where });
  return listOf('/v1/payment_intents', page, (intent) => stripeIntent(intent, params.expand));
}

function searchIntents(parts: SandboxParts, fields: FormFields): Found {
  const parsed = readParams(searchParams, fields);
  if (!parsed.ok) return parsed;
  const { query, limit, page, expand } = parsed.params;
  const clauses = parseSearch(query);
  if (!clauses) return missing(badQuery(`We were unable to parse your search query: ${query}`));
  const seen = seenBy(parts, parts.faults.current.search_lag_ms);
  const found = [...candidates(parts, clauses)].filter((intent) => seen(intent) && matches(intent, clauses));
  const has_more = found.length > (page + 1) * limit;
  const data = found.slice(page * limit, (page + 1) * limit).map((intent) => stripeIntent(intent, expand));
  const next_page = has_more ? String(page + 1) : null;
  return { ok: true, body: { object: 'search_result', url: '/v1/payment_intents/search', data, has_more, next_page } };
}

/** By operation from the index; other searches read everything, which only people at a console ask for. */
function candidates({ books }: SandboxParts, clauses: readonly SearchClause[]): Iterable<IntentRecord> {
  const operation = clauses.find((clause) => clause.field === 'metadata' && clause.key === 'payment_operation');
  return operation ? books.intentsOfOperation(operation.value) : books.intents.newestFirst();
}

function listCharges(parts: SandboxParts, fields: FormFields): Found {
  const parsed = readParams(listOfIntentParams, fields);
  if (!parsed.ok) return parsed;
  const { params } = parsed;
  const seen = seenBy(parts);
  const page = parts.books.charges.page({
    ...params,
    where: ({ charge, intent }) =>
      seen(intent) &&
      within(params.created, charge.created_at_ms) &&
      (params.payment_intent ?? intent.id) === intent.id,
  });
  return listOf('/v1/charges', page, ({ charge, intent }) => stripeCharge(intent, charge));
}

function listRefunds(parts: SandboxParts, fields: FormFields): Found {
  const parsed = readParams(listOfIntentParams, fields);
  if (!parsed.ok) return parsed;
  const { params } = parsed;
  const page = parts.books.refunds.page({
    ...params,
    where: (refund) =>
      within(params.created, refund.created_at_ms) &&
      (params.payment_intent ?? refund.payment_intent) === refund.payment_intent &&
      (params.charge ?? refund.charge) === refund.charge,
  });
  return listOf('/v1/refunds', page, stripeRefund);
}

function listEvents(parts: SandboxParts, fields: FormFields): Found {
  const parsed = readParams(listEventsParams, fields);
  if (!parsed.ok) return parsed;
  const { params } = parsed;
  const types = params.types ?? (params.type === undefined ? null : [params.type]);
  const page = parts.books.events.page({
    ...params,
    where: ({ type, change }) => within(params.created, change.at_ms) && (types === null || types.includes(type)),
  });
  return listOf('/v1/events', page, stripeEvent);
}

function listOf<T>(url: string, page: Page<T>, show: (item: T) => unknown): Found {
  if (page.kind === 'no_such_cursor') return missing(resourceMissing('object', page.cursor, 'starting_after', 400));
  return { ok: true, body: { object: 'list', url, has_more: page.has_more, data: page.items.map(show) } };
}

function within(window: CreatedWindow, atMs: number): boolean {
  if (!window) return true;
  const at = seconds(atMs);
  return at >= (window.gte ?? at) && at <= (window.lte ?? at) && at > (window.gt ?? -1) && at < (window.lt ?? at + 1);
}

const missing = (refusal: Refusal): Found => ({ ok: false, refusal });
