/**
 * What people change of a case. Each is one statement: the case's row is locked first, then the audit's chain; a click that is known
 * changes nothing again, and what is not possible leaves no entry. The database writes the case's history.
 */
import { QUEUE_RULES, type NextCasePreset, type QueuePlace } from '../domain/case-queue';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { claimedBy, isFree } from './open-cases';
import { instant, type Sql } from './sql';

export interface CaseKey {
  readonly orderId: string;
  readonly caseId: string;
}

/** Somebody's hold on a case, until an instant. */
export interface CaseClaim {
  /** Their e-mail address. */
  readonly owner: string;
  readonly nowMs: number;
  readonly untilMs: number;
}

export interface CaseClaimStore {
  /** False: closed, somebody holds it, or the click is known. */
  claim(entry: NewAuditEntry, key: CaseKey, claim: CaseClaim): Promise<boolean>;
  /** Renews a claim that still runs; no entry, for no person did anything. False: it is not theirs any more. */
  keep(key: CaseKey, claim: CaseClaim): Promise<boolean>;
  /** By its holder alone. False: not theirs, closed, or the click is known. */
  release(entry: NewAuditEntry, key: CaseKey, claim: CaseClaim): Promise<boolean>;
  /** By its holder alone. @param to whose it is from now until `claim.untilMs`. False as `release`. */
  handOver(entry: NewAuditEntry, key: CaseKey, claim: CaseClaim, to: string, note: string): Promise<boolean>;
  /** A row of the history by itself. False: closed, or the click is known. */
  note(entry: NewAuditEntry, key: CaseKey, text: string): Promise<boolean>;
  /** The next free case of a preset becomes theirs. Null: none is free, or the click is known. */
  next(
    entry: NewAuditEntry,
    preset: NextCasePreset,
    after: QueuePlace | null,
    claim: CaseClaim,
  ): Promise<CaseKey | null>;
}

export function caseClaimStore(sql: Sql): CaseClaimStore {
  const changed = async (name: string, text: string, values: readonly unknown[]) =>
    (await sql.rows(name, text, values)).length === 1;
  return {
    claim: (entry, key, { nowMs, owner, untilMs }) =>
      changed(
        'case_claim',
        `with taken as materialized (${locked(isFree('$4'))}), entry as (${auditedOnce('$1', 'taken')})
         ${claimFor('$5', '$6', '$4')} from entry where c.order_id = $2 and c.case_id = $3 returning 1`,
        [auditJson(entry), key.orderId, key.caseId, nowMs, owner, untilMs],
      ),
    keep: ({ caseId, orderId }, { nowMs, owner, untilMs }) =>
      changed(
        'case_keep',
        `update operations.cases c set owner_until = ${instant('$5')} where c.order_id = $1 and c.case_id = $2 and c.state = 'open'
           and ${claimedBy('$3', '$4')} returning 1`,
        [orderId, caseId, owner, nowMs, untilMs],
      ),
    release: (entry, key, { nowMs, owner }) =>
      changed(
        'case_release',
        `with held as materialized (${locked(claimedBy('$5', '$4'))}), entry as (${auditedOnce('$1', 'held')})
         update operations.cases c set owner = null, owner_until = null, changed_by = ${ACTOR}, changed_at = ${instant('$4')}, change_note = null
         from entry where c.order_id = $2 and c.case_id = $3 returning 1`,
        [auditJson(entry), key.orderId, key.caseId, nowMs, owner],
      ),
    handOver: (entry, key, { nowMs, owner, untilMs }, to, note) =>
      changed(
        'case_hand_over',
        `with held as materialized (${locked(claimedBy('$5', '$4'))}), entry as (${auditedOnce('$1', 'held')})
         update operations.cases c set owner = $6, owner_until = ${instant('$7')}, changed_by = ${ACTOR}, changed_at = ${instant('$4')},
           change_note = $8
         from entry where c.order_id = $2 and c.case_id = $3 returning 1`,
        [auditJson(entry), key.orderId, key.caseId, nowMs, owner, to, untilMs, note],
      ),
    note: (entry, key, text) =>
      changed(
        'case_note',
        `with noted as materialized (
           select c.order_id, c.case_id, c.owner, c.owner_until, c.severity, c.due_at from operations.cases c
           where c.order_id = $2 and c.case_id = $3 and c.state = 'open' for no key update
         ), entry as (${auditedOnce('$1', 'noted')})
         insert into operations.case_history (order_id, case_id, seq, change, actor, owner, owner_until, severity, due_at, note)
         select n.order_id, n.case_id, 0, 'noted', ${ACTOR}, n.owner, n.owner_until, n.severity, n.due_at, $4 from noted n, entry returning 1`,
        [auditJson(entry), key.orderId, key.caseId, text],
      ),
    async next(entry, preset, after, { nowMs, owner, untilMs }) {
      const { name, text } = nextStatement(preset);
      const place = after ?? BEGINNING;
      const reasons = QUEUE_RULES[preset].reasons;
      const rows = await sql.rows<CaseKey>(name, text, [
        auditJson(entry),
        nowMs,
        owner,
        untilMs,
        place.atMs,
        place.orderId,
        place.caseId,
        ...(reasons === null ? [] : [reasons]),
      ]);
      return rows[0] ?? null;
    },
  };
}

/** Who did it, as the entry names them. */
const ACTOR = `$1::jsonb ->> 'actor'`;

/** Before any case. */
const BEGINNING: QueuePlace = { atMs: 0, orderId: '', caseId: '' };

/** The open case's row until commit, if it may be changed: who comes second waits, and then finds it changed. */
const locked = (may: string): string =>
  `select 1 as one from operations.cases c where c.order_id = $2 and c.case_id = $3 and c.state = 'open' and ${may} for update`;

const claimFor = (owner: string, untilMs: string, nowMs: string): string =>
  `update operations.cases c set owner = ${owner}, owner_until = ${instant(untilMs)}, changed_by = ${ACTOR}, changed_at = ${instant(nowMs)},
     change_note = null`;

/**
 * Two people who ask at the same moment get two cases: a row that the other has locked is passed over, not waited for. The entry
 * names the case that was taken.
 */
function nextStatement(preset: NextCasePreset): { readonly name: string; readonly text: string } {
  const { only, orderedBy, reasons } = QUEUE_RULES[preset];
  const order = `c.${orderedBy}_at, c.order_id collate "C", c.case_id collate "C"`;
  const conditions = [
    `c.state = 'open'`,
    isFree('$2'),
    `(${order}) > (${instant('$5')}, $6::text, $7::text)`,
    ...(reasons === null ? [] : ['c.reason = any($8::text[])']),
    ...(only === 'past_due' ? [`c.due_at <= ${instant('$2')}`] : []),
  ];
  return {
    name: `case_next_${preset}`,
    text: `with taken as materialized (
        select c.order_id, c.case_id from operations.cases c where ${conditions.join(' and ')} order by ${order} limit 1 for update skip locked
      ), named as materialized (
        select $1::jsonb || jsonb_build_object('object', t.case_id, 'detail', json_build_object('change', 'next_case', 'order_id', t.order_id)::text) as entry from taken t
      ), entry as (${auditedOnce('(select n.entry from named n)', 'taken')})
      ${claimFor('$3', '$4', '$2')} from entry, taken t where c.order_id = t.order_id and c.case_id = t.case_id
      returning c.order_id as "orderId", c.case_id as "caseId"`,
  };
}
