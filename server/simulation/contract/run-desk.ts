/** Carries out what people do at the desk, on one implementation. */
import { createHash } from 'node:crypto';
import { captureOperation, paymentOperation } from '../../domain/ids';
import { CLAIM_LEASE_MS } from '../../domain/reconciliation-case';
import { staffActor } from '../../domain/staff';
import type { NewAuditEntry } from '../../stores/audit';
import type { CaseClaim } from '../../stores/case-claims';
import type { AuditedChange, NewRepair } from '../../stores/repairs';
import type { CaseDraft, DeskCommand } from './desk-commands';
import { evidenceOf, messageNameOf, orderIdOf, repairIdOf } from './drafts';
import type { Subject } from './subjects';

type Draft<Kind extends DeskCommand['kind']> = Extract<DeskCommand, { kind: Kind }>;

export async function carryOutAtDesk(command: DeskCommand, subject: Subject, nowMs: number): Promise<unknown> {
  const { actions, audit, claims, escalations, repairs } = subject;
  switch (command.kind) {
    case 'propose':
      return propose(command, subject, nowMs);
    case 'approve':
      return approve(command, subject, nowMs);
    case 'end_repair': {
      const how = command.how === 'refused' ? ({ state: 'refused', because: 'The wrong amount.' } as const) : WITHDRAWN;
      const orderId = orderIdOf(command.order);
      const repairId = repairIdOf(orderId, command.proposedIn);
      return repairs.end({ orderId, repairId }, how, changeOf(command, 'repairs:refuse', nowMs));
    }
    case 'work_case':
      return workCase(command, subject, nowMs);
    case 'next_case': {
      const after = command.onward ? { atMs: nowMs + 3_600_000, orderId: '', caseId: '' } : null;
      return claims.next(entryOf(command, 'cases:work'), command.preset, after, claimOf(command, nowMs));
    }
    case 'ask_look_up': {
      const orderId = orderIdOf(command.order);
      const operation = command.operation === 'pay' ? paymentOperation(orderId) : captureOperation(orderId);
      const { entry, evidence } = changeOf(command, 'orders:look_up', nowMs);
      return actions.requestLookUp(entry, evidence, { orderId, operation }, nowMs);
    }
    case 'add_note': {
      const { entry, evidence } = changeOf(command, 'orders:note', nowMs);
      return actions.addNote(entry, evidence);
    }
    case 'resend_mail': {
      const orderId = orderIdOf(command.order);
      return actions.resendMail(entryOf(command, 'mails:resend'), orderId, messageNameOf(orderId, 'order_confirmed'));
    }
    case 'audit':
      return audit.append(entryOf(command, 'orders:look_up'));
    case 'escalate':
      return escalations.escalate({ nowMs, region: 'east', actor: 'system:case-escalator', limit: command.limit });
    default:
      return command satisfies never;
  }
}

const WITHDRAWN = { state: 'withdrawn' } as const;

const caseIdOf = (orderId: string, draft: CaseDraft): string | null =>
  draft === 'none' ? null : `case:${orderId}:${draft}`;

async function propose(command: Draft<'propose'>, { orders, repairs }: Subject, nowMs: number): Promise<unknown> {
  const orderId = orderIdOf(command.order);
  const order = await orders.get(orderId);
  const version = (order?.version ?? 1) - (command.version === 'one_less' ? 1 : 0);
  const begun = (await repairs.ofOrder(orderId)).length;
  const repair = repairOf(command, orderId, version, begun + (command.flaw === 'taken_number' ? 0 : 1));
  const message = command.takesTwo ? null : messageOf(repair);
  return repairs.propose(repair, message, changeOf(command, 'repairs:propose', nowMs), command.by);
}

/** More rows of evidence than an order of the contract has. */
const MOST_ROWS = 10_000;

function repairOf(command: Draft<'propose'>, orderId: string, expectedVersion: number, number: number): NewRepair {
  const { amountMinor, by, flaw, repair } = command;
  const givesBack = repair === 'void' || repair === 'refund';
  const hasAmount = flaw === 'no_amount' ? false : flaw === 'unasked_amount' ? true : givesBack;
  const basisJson = JSON.stringify({ kind: repair, said: 'noted — 42 €' });
  return {
    orderId,
    repairId: repairIdOf(orderId, command.click),
    number,
    caseId: caseIdOf(orderId, command.case),
    kind: repair,
    amount: hasAmount ? { amountMinor: flaw === 'zero' ? 0 : amountMinor, currency: 'EUR' } : null,
    operationId: `click-${command.click}`,
    reason: flaw === 'short_reason' ? 'because' : 'The customer sent it back.',
    providerReference: 'pi_1',
    evidenceSeqs: flaw === 'no_evidence' ? [] : [1, 2],
    heardUntilSeq: flaw === 'said_since' ? 0 : MOST_ROWS,
    basisJson,
    basisHash: createHash('sha256')
      .update(flaw === 'other_hash' ? `${basisJson} ` : basisJson)
      .digest('hex'),
    expectedVersion,
    before: { state: 'order_confirmed', version: expectedVersion },
    proposedBy: staffActor(by),
  };
}

async function approve(command: Draft<'approve'>, { repairs }: Subject, nowMs: number): Promise<unknown> {
  const orderId = orderIdOf(command.order);
  const repair = await repairs.get(orderId, repairIdOf(orderId, command.proposedIn));
  if (repair === null) return 'nothing to approve';
  const seen = command.hash === 'seen' ? repair : { ...repair, basisHash: 'a'.repeat(64) };
  const change = changeOf(command, 'repairs:approve', nowMs);
  return repairs.approve(seen, staffActor(command.by), messageOf(repair), change);
}

const messageOf = ({ orderId, repairId }: Pick<NewRepair, 'orderId' | 'repairId'>) => ({
  orderId,
  messageId: `repair_requested:${repairId}`,
  schema: 'repair_requested',
  schemaVersion: 1,
  payload: { repair_id: repairId },
  consumers: ['order-owner'],
  paymentOperation: paymentOperation(orderId),
  requestId: 'req_1',
  traceId: null,
});

async function workCase(command: Draft<'work_case'>, { claims }: Subject, nowMs: number): Promise<unknown> {
  const orderId = orderIdOf(command.order);
  const key = { orderId, caseId: caseIdOf(orderId, command.case) ?? '' };
  const entry = entryOf(command, 'cases:work');
  const claim = claimOf(command, nowMs);
  switch (command.change) {
    case 'claim':
      return claims.claim(entry, key, claim);
    case 'keep':
      return claims.keep(key, claim);
    case 'release':
      return claims.release(entry, key, claim);
    case 'hand_over':
      return claims.handOver(entry, key, claim, command.to, 'yours from here');
    case 'note':
      return claims.note(entry, key, 'they called back');
    default:
      return command.change satisfies never;
  }
}

const claimOf = ({ by }: { readonly by: string }, nowMs: number): CaseClaim => ({
  owner: by,
  nowMs,
  untilMs: nowMs + CLAIM_LEASE_MS,
});

function entryOf(
  { by, click, order }: { readonly by: string; readonly click: number; readonly order: number },
  action: string,
): NewAuditEntry {
  return {
    actor: staffActor(by),
    role: 'operator',
    action,
    object: orderIdOf(order),
    operationId: `click-${click}`,
    requestId: 'req_1',
    reason: click % 2 === 0 ? null : 'said so — twice',
    detail: { click, first: click === 0, nothing: null },
  };
}

function changeOf(
  command: { readonly by: string; readonly click: number; readonly order: number },
  action: string,
  nowMs: number,
): AuditedChange {
  const evidence = evidenceOf(orderIdOf(command.order), 'operator', nowMs);
  return { entry: entryOf(command, action), evidence, nowMs };
}
