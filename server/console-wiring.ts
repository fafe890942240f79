/** The console's services of one region's web, handed their stores; `wiring.ts` makes what the shop and the console share. */
import { randomBytes } from 'node:crypto';
import { signIn } from './access/sign-in';
import { DEMO_ACCOUNTS } from './access/demo-accounts';
import type { Config } from './config';
import { ID_BYTES, requestIdFrom } from './domain/ids';
import { ownOriginsOf } from './domain/request-origin';
import type { Logger } from './log';
import { systemClock as clock } from './ports/clock';
import { trpcHandler } from './routers/handler';
import { CaseDesk } from './services/case-desk';
import { CaseReader } from './services/case-reader';
import { type CaseSide, caseSide } from './services/case-side';
import { ConsoleReader } from './services/console-reader';
import { EvidencePacker } from './services/evidence-packer';
import { OrderEvidenceReader } from './services/order-evidence-reader';
import { OrderFinder } from './services/order-finder';
import { type ConsoleSide, consoleSide, RegionalConsole } from './services/regional-console';
import type { RegionRouter } from './services/region-router';
import { RepairDesk } from './services/repair-desk';
import { RegionalDesk } from './services/regional-desk';
import { regionalRepairs, type RepairSide, repairSide } from './services/regional-repairs';
import { SupportDesk } from './services/support-desk';
import { ambiguityStore } from './stores/ambiguities';
import { auditStore } from './stores/audit';
import { caseClaimStore } from './stores/case-claims';
import { caseFileStore } from './stores/case-files';
import { caseStore } from './stores/cases';
import { deskActionStore } from './stores/desk-actions';
import { evidencePackStore } from './stores/evidence-packs';
import { mailReadStore } from './stores/mail-reads';
import { messagesOverviewStore } from './stores/messages-overview';
import { nowOverviewStore } from './stores/now-overview';
import { openCaseStore } from './stores/open-cases';
import { orderMessageStore } from './stores/order-messages';
import { orderSearchStore } from './stores/order-search';
import { repairStore } from './stores/repairs';
import { reservationStore } from './stores/reservations';
import { staffMemberStore } from './stores/staff-members';
import type { WiredWeb } from './wiring';

const newRequestId = (): string => requestIdFrom(randomBytes(ID_BYTES));

/** What this region answers about its own orders. */
export function wireConsoleSide(config: Config, parts: WiredWeb): ConsoleSide & RepairSide & CaseSide {
  const { evidence, operations, orders, receiver, region, sql, wakeUp } = parts;
  const [mails, cases, audit] = [mailReadStore(sql), caseStore(sql), auditStore(sql)];
  const repairDesk = new RepairDesk({
    region,
    clock,
    orders,
    operations,
    evidence,
    cases,
    repairs: repairStore(sql),
    audit,
    receiver,
    wakeUp,
    secondPersonOverMinor: config.repairs.secondPersonOverMinor,
  });
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
  return { ...side, ...repairSide(repairDesk), ...wireCaseSide(config, parts) };
}

function wireCaseSide(config: Config, { region, sql }: WiredWeb): CaseSide {
  const open = openCaseStore(sql);
  return caseSide({
    reader: new CaseReader({
      region,
      provider: config.payments.provider,
      clock,
      open,
      files: caseFileStore(sql),
      ambiguities: ambiguityStore(sql),
    }),
    desk: new CaseDesk({
      region,
      clock,
      cases: caseStore(sql),
      open,
      claims: caseClaimStore(sql),
      audit: auditStore(sql),
    }),
  });
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
  const reader = new ConsoleReader({
    region,
    clock,
    now: nowOverviewStore(sql),
    messages: messagesOverviewStore(sql),
    mails: mailReadStore(sql),
    audit: auditStore(sql),
    promise: () => Promise.resolve(null),
    peer: () => router.peerReach(),
  });
  const trpc = trpcHandler({
    region,
    ownOrigins: ownOriginsOf(publicOrigin),
    services: {
      finder: regional.finder,
      evidenceReader: regional.evidenceReader,
      packer: regional.packer,
      cases: new RegionalDesk({ region, clock, router, staff: staffMemberStore(sql), newRequestId }),
      repairs: regionalRepairs(router),
      desk: regional.desk,
      reader,
    },
    demoAccounts: config.database.embedded ? DEMO_ACCOUNTS : null,
    environment: config.payments.provider === 'sandbox' ? 'sandbox' : null,
    session: (headers) => staff.session(headers),
    newRequestId,
    onError: (error, about) => log.error({ err: error, ...about }, 'a console call failed'),
  });
  return { trpc, auth: (request: Request) => staff.handler(request), close: () => staff.close() };
}
