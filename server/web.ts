/**
 * The web process of one region: answers the public API, health and metrics itself, hands tRPC and sign-in to their handlers and
 * every page to Next.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import next from 'next';
import { config } from './config';
import { apiListener } from './http/api-listener';
import { toFetch } from './http/fetch-bridge';
import { securityHeaders } from './http/security-headers';
import { logger } from './log';
import { listenOnMore, MORE_HANDLES } from './platform/listening-handles';
import { wireStaff } from './console-wiring';
import { CONTROLS_FRESH_MS } from './services/control-reader';
import { keepDirectory } from './ownership-wiring';
import { RegionRouter } from './services/region-router';
import { wireForwarding } from './intents-wiring';
import { startLoop } from './workers/loop';
import { pressureWorker } from './workers/pressure-worker';
import { versionReporter } from './workers/version-reporter';
import { wireService } from './service-wiring';
import { answeredReads } from './services/answered-reads';
import { deadLettersWaiting } from './stores/dead-letters';
import { unsignedEvidenceSeconds } from './stores/evidence-checkpoints';
import { linkNonceStore } from './stores/link-nonces';
import { wireWeb } from './wiring';

/**
 * Connections that the kernel keeps until they are accepted. Beyond them it drops the caller's first packet, who then waits one, three and
 * seven seconds: at Node's own 511 a crowd lost more calls to that than it was refused.
 */
const MOST_UNACCEPTED = 4_096;

const settings = config();
const log = logger('web', settings);
const parts = wireWeb(settings);
const { region, clock } = parts;
const service = wireService(settings, parts);
const router = new RegionRouter({
  region,
  directory: parts.directory,
  local: service,
  link: parts.link,
  clock,
  circuit: true,
});
const staff = wireStaff(settings, parts, router, log);
const api = apiListener({
  region,
  clock,
  origin: settings.web.publicOrigin,
  service,
  router,
  tracer: parts.tracer,
  carts: parts.carts,
  gateway: parts.gateway,
  intake: parts.intake,
  intents: wireForwarding(parts, router),
  evidence: parts.evidence,
  webhooks: parts.webhooks,
  peerMessages: parts.bus.peerMessages,
  cartCopies: parts.bus.cartCopies,
  statusCopies: parts.bus.statusCopies,
  linkNonces: linkNonceStore(parts.sql),
  linkSecret: settings.regionLink.secret ?? '',
  linkCondition: () => parts.drills?.().region_link ?? 'up',
  sql: parts.sql,
  deadLetters: () => deadLettersWaiting(parts.sql),
  unsignedEvidenceSeconds: () => unsignedEvidenceSeconds(parts.sql, settings.region),
  whenAnswered: answeredReads(parts.meter),
  paymentCallsInFlight: () => parts.admission.inFlightNow(),
  shedsRecommendations: () => parts.shedsRecommendations(),
  pressure: {
    reading: () => parts.pressure.sampler.now().reading,
    total: (measure) => parts.meter.total(measure),
  },
  onFailure: (error, requestId) => log.error({ err: error, request_id: requestId }, 'a call failed'),
});
/** Next allows one development server a folder: there, the west's pages are the east's. */
const pagesElsewhere = settings.development && region === 'west' ? settings.web.peerUrl : null;

async function pageHandler(): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> {
  if (pagesElsewhere !== null) {
    return async (request, response) => {
      response.writeHead(307, { Location: `${pagesElsewhere}${request.url ?? '/'}` });
      response.end();
    };
  }
  const pages = next({ dev: settings.development, dir: process.cwd(), hostname: 'localhost', port: settings.web.port });
  await pages.prepare();
  return pages.getRequestHandler();
}
const reporting = startLoop(versionReporter(parts.versions), clock, (name, error) =>
  log.error({ job: name, err: error }, 'a round failed; it is tried again'),
);
let stopping = false;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlePage: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<void> {
  const path = request.url ?? '/';
  if (path.startsWith('/api/trpc/') || path.startsWith('/api/auth/'))
    return toFetch(request, response, settings.web.publicOrigin, staff);
  const door = staff.doorOf(path.split('?', 1)[0] ?? '');
  if (door !== null) return door(request, response);
  if (api.answers(path)) return api.answer(request, response);
  securityHeaders(request, response, settings.development);
  return handlePage(request, response);
}

const forgetDirectory = await keepDirectory(parts, router, (error) =>
  log.warn({ err: error }, 'the shard directory was not read; what was read before is used'),
);
const handlePage = await pageHandler();
const server = createServer(
  { keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 60_000, maxHeaderSize: 16_384 },
  (request, response) => {
    answer(request, response, handlePage).catch((error: unknown) => {
      log.error({ err: error }, 'an answer failed');
      response.destroy();
    });
  },
);
let moreHandles: readonly Server[] = [];
server.listen({ port: settings.web.port, backlog: MOST_UNACCEPTED }, () => void begun());

async function begun(): Promise<void> {
  try {
    moreHandles = await listenOnMore(server, MORE_HANDLES, MOST_UNACCEPTED);
  } catch (error) {
    log.warn({ err: error }, 'connections are taken one at a time: under a crowd they wait longer for their answers');
  }
  log.info({ port: settings.web.port }, 'web started');
  process.stdout.write('ready\n');
}

// the switches are read without traffic too, so that this process is seen to go by them
void parts.controls.refresh().catch(() => undefined);
const reading = setInterval(() => void parts.controls.refresh().catch(() => undefined), CONTROLS_FRESH_MS);
const sampling = startLoop(pressureWorker(parts.pressure.sampler), clock, (name, error) =>
  log.error({ job: name, err: error }, 'a round failed; it is tried again'),
);
// the peer is asked now and then, so that the region strip tells how it is and not how it was
const pulse = setInterval(() => void api.pulse(), 2_000);

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  clearInterval(pulse);
  clearInterval(reading);
  const sampled = sampling.stop();
  forgetDirectory();
  // asked for before anything is awaited: a server without open calls has closed by then, and says so once
  const closed = new Promise((resolve) => server.close(resolve));
  for (const each of moreHandles) each.close();
  staff.endNews();
  server.closeIdleConnections();
  await reporting.stop();
  await api.stop();
  setTimeout(() => server.closeAllConnections(), 4_000).unref();
  await closed;
  parts.watcher.close();
  await sampled;
  await staff.close();
  await parts.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
