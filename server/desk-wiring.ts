/** The reconciliation desk of one region, handed its stores: the web asks it for people, the worker carries its bulk jobs out. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import type { RealParts } from './real-parts';
import { BulkRepairs } from './services/bulk-repairs';
import { CaseDesk } from './services/case-desk';
import { CaseReader } from './services/case-reader';
import { type CaseSide, caseSide } from './services/case-side';
import { type BulkSide, bulkSide } from './services/regional-bulk';
import { ProposalWatcher } from './services/proposal-watcher';
import { type RepairSide, repairSide } from './services/regional-repairs';
import { type VerdictSide, verdictSide } from './services/regional-verdicts';
import { RepairDesk } from './services/repair-desk';
import { VerdictDesk } from './services/verdict-desk';
import { ambiguityStore } from './stores/ambiguities';
import { auditStore } from './stores/audit';
import { bulkJobStore } from './stores/bulk-jobs';
import { caseClaimStore } from './stores/case-claims';
import { caseFileStore } from './stores/case-files';
import { caseStore } from './stores/cases';
import { caseVerdictStore } from './stores/case-verdicts';
import { openCaseStore } from './stores/open-cases';
import { proposalStore } from './stores/proposals';
import { repairStore } from './stores/repairs';
import { staffMemberStore } from './stores/staff-members';
import { sweepStore } from './stores/sweeps';

export function wireBulkRepairs(config: Config, parts: RealParts): BulkRepairs {
  const { region, sql } = parts;
  const desk = wireRepairDesk(config, parts);
  const [jobs, open, staff] = [bulkJobStore(sql), openCaseStore(sql), staffMemberStore(sql)];
  return new BulkRepairs({ region, clock, jobs, open, staff, desk });
}

export function wireProposalWatcher({ region, sql }: RealParts): ProposalWatcher {
  const [proposals, repairs, verdicts] = [proposalStore(sql), repairStore(sql), caseVerdictStore(sql)];
  return new ProposalWatcher({ region, clock, proposals, repairs, verdicts });
}

/** What this region answers about its own cases. */
export function wireDeskSide(config: Config, parts: RealParts): CaseSide & RepairSide & VerdictSide & BulkSide {
  const bulk = wireBulkRepairs(config, parts);
  return {
    ...wireCaseSide(config, parts),
    ...repairSide(wireRepairDesk(config, parts)),
    ...verdictSide(wireVerdictDesk(config, parts)),
    ...bulkSide(bulk),
  };
}

function wireRepairDesk(config: Config, parts: RealParts): RepairDesk {
  const { evidence, orders, receiver, region, sql, wakeUp } = parts;
  return new RepairDesk({
    region,
    clock,
    orders,
    evidence,
    cases: caseStore(sql),
    repairs: repairStore(sql),
    audit: auditStore(sql),
    receiver,
    wakeUp,
    secondPersonOverMinor: config.repairs.secondPersonOverMinor,
  });
}

function wireVerdictDesk(config: Config, { evidence, receiver, region, sql }: RealParts): VerdictDesk {
  const [verdicts, audit] = [caseVerdictStore(sql), auditStore(sql)];
  const { secondPersonOverMinor } = config.repairs;
  return new VerdictDesk({ region, clock, verdicts, evidence, audit, receiver, secondPersonOverMinor });
}

function wireCaseSide(config: Config, { region, sql }: RealParts): CaseSide {
  const open = openCaseStore(sql);
  const { provider } = config.payments;
  const [files, ambiguities] = [caseFileStore(sql), ambiguityStore(sql)];
  const [sweeps, proposals] = [sweepStore(sql), proposalStore(sql)];
  const [cases, claims, audit] = [caseStore(sql), caseClaimStore(sql), auditStore(sql)];
  return caseSide({
    reader: new CaseReader({ region, provider, clock, open, files, ambiguities, sweeps, proposals }),
    desk: new CaseDesk({ region, clock, cases, open, claims, audit }),
  });
}
