/**
 * The web process of one region: answers the public API, health and metrics itself, hands tRPC and sign-in to their handlers and
 * every page to Next.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { config } from './config';
import { beginExchange, type Exchange, Problem, sendJson, sendProblem } from './http/exchange';
import { toFetch } from './http/fetch-bridge';
import { live, ready } from './http/health';
import { answerPeer } from './http/link-door';
import { metrics } from './http/metrics';
import { openapi } from './http/openapi';
import { PeerStockReader } from './http/peer-stock';
import { type ApiParts, matchRoute } from './http/routes';
import { securityHeaders } from './http/security-headers';
import { ToldCustomers } from './http/told-customers';
import { logger } from './log';
import { LINK_PATH } from './ports/http-region-link';
import { wireConsoleSide, wireStaff } from './console-wiring';
import { type LinkService, RegionRouter } from './services/region-router';
import { localStorefront } from './services/storefront';
import { wireWeb } from './wiring';

const settings = config();
const log = logger('web', settings);
const parts = wireWeb(settings);
const { region, clock } = parts;
const storefront = localStorefront({
  region,
  clock,
  carts: parts.carts,
  gateway: parts.gateway,
  status: parts.status,
  payments: parts.receiver,
  timeZone: 'UTC',
});
const service: LinkService = { ...storefront, ...wireConsoleSide(parts) };
const router = new RegionRouter({ region, local: service, link: parts.link, clock });
const staff = wireStaff(settings, parts, router, log);
const api: ApiParts = {
  region,
  clock,
  router,
  carts: parts.carts,
  gateway: parts.gateway,
  peerStock: new PeerStockReader({ router, clock }),
  told: new ToldCustomers({
    region,
    evidence: parts.evidence,
    onFailure: (error) => log.error({ err: error }, 'what customers were told could not be written'),
  }),
  webhooks: parts.provider,
};
const door = {
  service,
  linkSecret: settings.regionLink.secret ?? '',
  isCut: () => parts.drills?.().region_link === 'cut',
};
const counters = metrics(region, {
  payment_calls_in_flight: { help: 'Payment attempts being made now', read: () => parts.admission.inFlightNow() },
});
const pages = next({ dev: settings.development, dir: process.cwd(), hostname: 'localhost', port: settings.web.port });
let stopping = false;

async function answerApi(exchange: Exchange): Promise<string> {
  const { request, url } = exchange;
  const path = url.pathname;
  if (path === LINK_PATH && request.method === 'POST') {
    await answerPeer(door, exchange);
    return 'region_link';
  }
  if (path === '/api/health/live') live(exchange);
  else if (path === '/api/health/ready') await ready(exchange, parts.sql, stopping);
  else if (path === '/api/openapi.json') sendJson(exchange, 200, openapi);
  else if (path === '/api/metrics') {
    exchange.response.setHeader('Content-Type', counters.registry.contentType);
    exchange.response.end(await counters.registry.metrics());
  } else {
    const match = matchRoute(request.method ?? 'GET', path);
    await match.run(api, exchange);
    return match.name;
  }
  return path.slice(5);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlePage: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<void> {
  const path = request.url ?? '/';
  const beganAtMs = performance.now();
  if (path.startsWith('/api/trpc/') || path.startsWith('/api/auth/'))
    return toFetch(request, response, settings.web.publicOrigin, staff);
  if (!path.startsWith('/api/') && !path.startsWith('/internal/')) {
    securityHeaders(request, response, settings.development);
    return handlePage(request, response);
  }
  const exchange = beginExchange(request, response, settings.web.publicOrigin);
  let route = 'none';
  try {
    route = await answerApi(exchange);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (error instanceof Problem) sendProblem(exchange, error);
    else {
      log.error({ err: error, request_id: exchange.requestId }, 'a call failed');
      sendProblem(
        exchange,
        new Problem(
          503,
          'temporarily_unavailable',
          'Something here did not work. Nothing was decided by this answer; repeat the same request.',
          {},
          { 'Retry-After': '2' },
        ),
      );
    }
  } finally {
    counters.answered(route, response.statusCode, (performance.now() - beganAtMs) / 1000);
  }
}

await pages.prepare();
const handlePage = pages.getRequestHandler();
const server = createServer(
  { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
  (request, response) => {
    answer(request, response, handlePage).catch((error: unknown) => {
      log.error({ err: error }, 'an answer failed');
      response.destroy();
    });
  },
);
server.listen(settings.web.port, () => {
  log.info({ port: settings.web.port }, 'web started');
  process.stdout.write('ready\n');
});

// the peer is asked now and then, so that the region strip tells how it is and not how it was
const pulse = setInterval(() => void api.peerStock.get({ requestId: 'pulse', traceparent: '' }), 2_000);

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(pulse);
  server.close();
  server.closeIdleConnections();
  await api.told.flush();
  setTimeout(() => server.closeAllConnections(), 4_000).unref();
  await new Promise((resolve) => server.on('close', resolve));
  parts.watcher.close();
  await staff.close();
  await parts.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
