/** The console's services of one region's web, handed their stores; `wiring.ts` makes what the shop and the console share. */
import { randomBytes } from 'node:crypto';
import { signIn } from './access/sign-in';
import { wireModeSide, wireOnCall } from './degraded-wiring';
import { DEMO_ACCOUNTS } from './access/demo-accounts';
import { regionCopies } from './bus-wiring';
import type { Config } from './config';
import { wireControlExchange } from './control-wiring';
import { wireDeskSide } from './desk-wiring';
import { wireDrills } from './drill-wiring';
import { ID_BYTES, requestIdFrom } from './domain/ids';
import { ownOriginsOf } from './domain/request-origin';
import { wireOwedIntents } from './intents-wiring';
import type { Logger } from './log';
import { systemClock as clock } from './ports/clock';
import { wireMessagesSide } from './message-wiring';
import { trpcHandler } from './routers/handler';
import { ConsoleReader, type NowSide } from './services/console-reader';
import { type DrillSide, drillSide, RegionalDrills } from './services/drill-side';
import { EvidencePacker } from './services/evidence-packer';
import { type NewsSide, newsSide } from './services/news-side';
import { OrderEvidenceReader } from './services/order-evidence-reader';
import { OrderFinder } from './services/order-finder';
import { type ConsoleSide, consoleSide, RegionalConsole } from './services/regional-console';
import type { ControlSide } from './services/control-exchange';
import type { MessagesSide } from './services/messages-side';
import type { RegionRouter } from './services/region-router';
import { type AuditSide, auditSide, RegionalAudit } from './services/regional-audit';
import { RegionalDesk } from './services/regional-desk';
import { RegionalOwnership } from './services/regional-ownership';
import { RegionalMessages } from './services/regional-messages';
import { RegionalBulk } from './services/regional-bulk';
import { regionalIntents } from './services/regional-intents';
import { RegionalNews } from './services/regional-news';
import { RegionalNow } from './services/regional-now';
import { type PressureSide, pressureSide, RegionalPressure } from './services/regional-pressure';
import { regionalRepairs } from './services/regional-repairs';
import { RegionalTraces, type TraceSide, traceSide } from './services/regional-traces';
import { RegionalVerdicts } from './services/regional-verdicts';
import type { StatementSide } from './services/statement-side';
import { SupportDesk } from './services/support-desk';
import { auditStore } from './stores/audit';
import { caseStore } from './stores/cases';
import { deskActionStore } from './stores/desk-actions';
import { deskMarkStore } from './stores/desk-marks';
import { evidencePackStore } from './stores/evidence-packs';
import { mailReadStore } from './stores/mail-reads';
import { nowOverviewStore } from './stores/now-overview';
import { orderMessageStore } from './stores/order-messages';
import { orderSearchStore } from './stores/order-search';
import { promiseCheckStore } from './stores/promise-checks';
import { reservationStore } from './stores/reservations';
import { staffMemberStore } from './stores/staff-members';
import { traceSpanStore } from './stores/trace-spans';
import { wireStatements, wireStatementSide } from './statement-wiring';
import type { WiredWeb } from './wiring';

const newRequestId = (): string => requestIdFrom(randomBytes(ID_BYTES));

/** What this region answers about its own orders. */
export function wireConsoleSide(
  config: Config,
  parts: WiredWeb,
): ConsoleSide &
  ReturnType<typeof wireDeskSide> &
  StatementSide &
  ControlSide &
  AuditSide &
  TraceSide &
  DrillSide &
  PressureSide &
  MessagesSide &
  NowSide &
  NewsSide &
  ReturnType<typeof wireModeSide> {
  const { evidence, operations, orders, region, sql, wakeUp } = parts;
  const [mails, cases, audit] = [mailReadStore(sql), caseStore(sql), auditStore(sql)];
  const side = consoleSide({
    finder: new OrderFinder({ region, clock, search: orderSearchStore(sql) }),
    evidenceReader: new OrderEvidenceReader({
      region,
      clock,
      orders,
      operations,
      evidence,
      cases,
      mails,
      reservations: reservationStore(sql),
      messages: orderMessageStore(sql),
    }),
    packer: new EvidencePacker({ region, clock, packs: evidencePackStore(sql) }),
    desk: new SupportDesk({
      region,
      clock,
      orders,
      operations,
      evidence,
      mails,
      audit,
      actions: deskActionStore(sql),
      wakeUp,
    }),
  });
  return {
    ...side,
    ...wireNowSide(parts),
    ...newsSide(clock, deskMarkStore(sql, region)),
    ...pressureSide(parts.pressure.reader),
    ...auditSide({ region, clock, audit }),
    ...traceSide(traceSpanStore(sql)),
    ...drillSide(wireDrills(config, sql)),
    ...wireDeskSide(config, parts),
    ...wireMessagesSide(config, parts, () => regionCopies(parts.bus.copies, region)),
    ...wireStatementSide(parts),
    ...wireControlExchange(parts).side,
    ...wireModeSide(config, parts),
  };
}

function wireNowSide(parts: WiredWeb): NowSide {
  const { region, sql } = parts;
  const [intents, checks] = [wireOwedIntents(parts), promiseCheckStore(sql, region)];
  const reader = new ConsoleReader({
    region,
    clock,
    now: nowOverviewStore(sql),
    promise: () => checks.newest(),
    copies: () => regionCopies(parts.bus.copies, region),
    owedIntents: () => intents.owed(),
  });
  return { now_counted: () => reader.now() };
}

/** tRPC and sign-in as fetch handlers. */
export function wireStaff(config: Config, parts: WiredWeb, router: RegionRouter, log: Logger) {
  const { region, sql } = parts;
  const { publicOrigin } = config.web;
  const staff = signIn({
    url: config.database.url ?? '',
    sql,
    clock,
    secret: config.auth.secret ?? '',
    region,
    publicOrigin,
    tell: (event) => log.info({ sign_in: event.kind, account: event.account }, 'sign-in'),
  });
  const regional = new RegionalConsole({ region, router, newRequestId });
  const session = (headers: Headers) => staff.session(headers);
  const ownOrigins = ownOriginsOf(publicOrigin);
  const { doorOf, statements } = wireStatements(parts, router, {
    origin: publicOrigin,
    ownOrigins,
    session,
    newRequestId,
    onFailure: (error, requestId) => log.error({ err: error, request_id: requestId }, 'a statement failed'),
  });
  const news = new RegionalNews({ clock, router, newRequestId, luck: () => parts.random.luck() });
  const trpc = trpcHandler({
    region,
    tracer: parts.tracer,
    ownOrigins,
    services: {
      finder: regional.finder,
      evidenceReader: regional.evidenceReader,
      packer: regional.packer,
      cases: new RegionalDesk({ region, clock, router, staff: staffMemberStore(sql), newRequestId }),
      repairs: regionalRepairs(router),
      verdicts: new RegionalVerdicts(router),
      intents: regionalIntents({ region, router, newRequestId }),
      statements,
      bulk: new RegionalBulk({ router, newRequestId }),
      ownership: new RegionalOwnership({ region, clock, router, newRequestId }),
      audit: new RegionalAudit({ router, newRequestId }),
      traces: new RegionalTraces({ router, newRequestId }),
      pressure: new RegionalPressure({ router, newRequestId }),
      drills: new RegionalDrills({ router, newRequestId }),
      messages: new RegionalMessages({ router, newRequestId }),
      desk: regional.desk,
      ...wireOnCall(parts, router, newRequestId),
      now: new RegionalNow({ clock, router, newRequestId }),
      news,
    },
    demoAccounts: config.database.embedded ? DEMO_ACCOUNTS : null,
    environment: config.payments.provider === 'sandbox' ? 'sandbox' : null,
    session,
    stepUp: (of, action, input) => staff.stepUp.use(of, action, input, clock.nowMs()),
    newRequestId,
    onRefused: ({ path, refused, requestId, userId }) =>
      log.warn({ security: refused, path, user_id: userId, request_id: requestId }, 'a console call was refused'),
    onError: (error, about) => log.error({ err: error, ...about }, 'a console call failed'),
  });
  return {
    trpc,
    auth: (request: Request) => staff.handler(request),
    doorOf,
    endNews: () => news.close(),
    close: () => staff.close(),
  };
}
