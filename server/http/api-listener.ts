/**
 * What answers `/api/v1`, health, metrics and the region link: one call in, one answer out, an error as a problem and never as a stack.
 * The web process puts it before Next; tests put it alone on a port.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Region } from '../domain/ids';
import type { LinkCondition } from '../domain/link-condition';
import { LINK_PATH } from '../ports/http-region-link';
import type { Clock } from '../ports/clock';
import type { WebhookVerifier } from '../ports/payment-provider';
import type { Tracer } from '../ports/tracer';
import type { CartKeeper } from '../services/cart-keeper';
import type { IntakeDoor } from '../services/checkout-admission';
import type { CheckoutGateway } from '../services/checkout-gateway';
import { NearestCartReader } from '../services/nearest-cart-reader';
import { NearestStatusReader } from '../services/nearest-status-reader';
import type { LinkService, RegionRouter } from '../services/region-router';
import type { EvidenceStore } from '../stores/evidence-rows';
import type { CartCopyStore } from '../stores/cart-copies';
import type { PeerMessageStore } from '../stores/peer-messages';
import type { StatusCopyStore } from '../stores/status-copies';
import type { IntentHandOverStore } from '../stores/intent-hand-overs';
import type { LinkNonceStore } from '../stores/link-nonces';
import type { Sql } from '../stores/sql';
import { beginExchange, type Exchange, namesTrace, Problem, sendJson, sendProblem } from './exchange';
import { live, ready } from './health';
import { answerPeer } from './link-door';
import { LinkMemory } from './link-memory';
import { type MeasuredPressure, metrics } from './metrics';
import { openapi } from './openapi';
import { OrderDoor } from './order-door';
import { PeerStockReader } from './peer-stock';
import { type ApiParts, matchRoute } from './routes';
import { SeenCookie } from './seen-cookie';
import { ToldCustomers } from './told-customers';

export interface ApiListenerParts {
  readonly region: Region;
  readonly clock: Clock;
  /** Where callers find this region. */
  readonly origin: string;
  /** What the peer may ask this region for. */
  readonly service: LinkService;
  readonly router: RegionRouter;
  /** Absent: nothing is traced. */
  readonly tracer?: Tracer;
  readonly carts: CartKeeper;
  readonly gateway: CheckoutGateway;
  readonly intake: IntakeDoor;
  /** What goes to the other region, and is kept where that cannot be reached. */
  readonly intents: Pick<ApiParts, 'forwarder' | 'copier' | 'copies'> & Pick<IntentHandOverStore, 'owed'>;
  readonly evidence: EvidenceStore;
  readonly peerMessages: Pick<PeerMessageStore, 'publish'>;
  readonly cartCopies: Pick<CartCopyStore, 'get'>;
  readonly statusCopies: Pick<StatusCopyStore, 'get'>;
  readonly webhooks: WebhookVerifier;
  readonly linkSecret: string;
  readonly linkNonces: LinkNonceStore;
  linkCondition(): LinkCondition;
  readonly sql: Sql;
  /** How many wait to be put back. */
  deadLetters(): Promise<number>;
  unsignedEvidenceSeconds(): Promise<number>;
  paymentCallsInFlight(): number;
  /** A call was answered. @param route its name in the table of routes. */
  whenAnswered?(route: string, status: number): void;
  shedsRecommendations(): boolean;
  readonly pressure: MeasuredPressure;
  onFailure(error: unknown, requestId: string | null): void;
}

export interface ApiListener {
  answers(path: string): boolean;
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Asks the peer how it is; called now and then, so that what is known of it is not old. */
  pulse(): Promise<void>;
  /** Not ready from now on; resolves once everything that was said is witnessed. */
  stop(): Promise<void>;
}

export function apiListener(parts: ApiListenerParts): ApiListener {
  const { region, clock, service, router, carts, gateway, evidence, webhooks, sql } = parts;
  const told = new ToldCustomers({
    region,
    clock,
    evidence,
    peerMessages: parts.peerMessages,
    onFailure: (error) => parts.onFailure(error, null),
  });
  const peerStock = new PeerStockReader({ router, clock });
  const api: ApiParts = {
    region,
    clock,
    router,
    forwarder: parts.intents.forwarder,
    copier: parts.intents.copier,
    copies: parts.intents.copies,
    carts,
    gateway,
    peerStock,
    told,
    seen: new SeenCookie(parts.linkSecret, parts.origin.startsWith('https:')),
    nearestCart: new NearestCartReader({ region, clock, carts, copies: parts.cartCopies, router }),
    nearestStatus: new NearestStatusReader({
      region,
      clock,
      copies: parts.statusCopies,
      router,
      forwarder: parts.intents.forwarder,
      timeZone: 'UTC',
    }),
    webhooks,
    shedsRecommendations: () => parts.shedsRecommendations(),
  };
  const memory = new LinkMemory(Date.now(), parts.linkNonces);
  const door = { region, service, linkSecret: parts.linkSecret, memory, condition: () => parts.linkCondition() };
  const gauges = {
    payment_calls_in_flight: { help: 'Payment attempts being made now', read: () => parts.paymentCallsInFlight() },
    region_link_reached: {
      help: '1 while the last call over the region link was answered',
      read: () => (router.peerReach().reachable ? 1 : 0),
    },
    region_link_circuit_open: {
      help: '1 while calls that customers wait for are refused unsent, because the peer hangs',
      read: () => (router.peerReach().circuit === 'closed' ? 0 : 1),
    },
    dead_letters: { help: 'Dead letters that were not put back', read: () => parts.deadLetters() },
    evidence_unsigned_seconds: {
      help: 'Age of the oldest evidence that was not signed outside of the database yet',
      read: () => parts.unsignedEvidenceSeconds(),
    },
    kept_intents: {
      help: 'Intents kept for the other region, not handed over yet',
      read: async () => {
        const { kept, expired } = await parts.intents.owed();
        return kept + expired;
      },
    },
    kept_intents_oldest_seconds: {
      help: 'Age of the oldest of them; 0 without any',
      read: async () => {
        const { oldestKeptAtMs } = await parts.intents.owed();
        return oldestKeptAtMs === null ? 0 : Math.max(0, clock.nowMs() - oldestKeptAtMs) / 1000;
      },
    },
  };
  const counters = metrics(region, gauges, parts.pressure);
  const orderDoor = new OrderDoor({
    region,
    clock: parts.clock,
    router,
    intake: parts.intake,
    told: (seconds) => counters.answered('place_order', 429, seconds),
  });
  let stopping = false;

  /** @param named told the route's bounded name before anything can be refused. */
  async function route(exchange: Exchange, named: (name: string) => void): Promise<void> {
    const { request, response, url } = exchange;
    const path = url.pathname;
    if (path === LINK_PATH && request.method === 'POST') {
      named('region_link');
      return answerPeer(door, exchange);
    }
    if (!OWN_PATHS.has(path)) {
      const match = matchRoute(request.method ?? 'GET', path);
      named(match.name);
      return match.run(api, exchange);
    }
    named(path.slice(5));
    if (request.method !== 'GET' && request.method !== 'HEAD')
      throw new Problem(405, 'method_not_allowed', 'This path answers GET.', {}, { Allow: 'GET, HEAD' });
    if (path === '/api/health/live') live(exchange);
    else if (path === '/api/health/ready') await ready(exchange, sql, stopping);
    else if (path === '/api/openapi.json') sendJson(exchange, 200, openapi);
    else {
      response.setHeader('Content-Type', counters.registry.contentType);
      response.end(await counters.registry.metrics());
    }
  }

  return {
    // `OPTIONS *` is about no page
    answers: (path) => path.startsWith('/api/') || path.startsWith('/internal/') || path === '*',
    async answer(request, response) {
      const beganAtMs = performance.now();
      if (orderDoor.turnsAway(request, response)) return;
      const exchange = beginExchange(request, response, parts.origin, isTraced(request) ? parts.tracer : null);
      const { span } = exchange;
      let name = 'none';
      const routed = () =>
        route(exchange, (known) => {
          name = known;
        });
      try {
        await (span === null ? routed() : span.run(routed));
      } catch (error) {
        if (response.headersSent) response.destroy();
        else if (error instanceof Problem) sendProblem(exchange, error);
        else {
          parts.onFailure(error, exchange.requestId);
          sendProblem(exchange, somethingFailed());
        }
      } finally {
        span?.named(`answer ${name}`);
        span?.end(String(response.statusCode));
        counters.answered(name, response.statusCode, (performance.now() - beganAtMs) / 1000);
        parts.whenAnswered?.(name, response.statusCode);
      }
    },
    async pulse() {
      await peerStock.get({ requestId: 'pulse', traceparent: '' });
    },
    async stop() {
      stopping = true;
      await told.flush();
    },
  };
}

/** Beside the table of routes; read only. */
const OWN_PATHS: ReadonlySet<string> = new Set([
  '/api/health/live',
  '/api/health/ready',
  '/api/openapi.json',
  '/api/metrics',
]);

/** What leaves evidence, and whatever a caller traces. Reads and carts come by the thousand, and the regions ask each other every second. */
const isTraced = (request: IncomingMessage): boolean =>
  namesTrace(request) || (request.method === 'POST' && LEAVES_EVIDENCE.test(request.url ?? ''));
const LEAVES_EVIDENCE = /^\/api\/v1\/(orders|webhooks\/\w+)$/;

const somethingFailed = () =>
  new Problem(
    503,
    'temporarily_unavailable',
    'Something here did not work. Nothing was decided by this answer; repeat the same request.',
    {},
    { 'Retry-After': '2' },
  );
