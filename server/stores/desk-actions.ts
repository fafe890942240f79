/**
 * What people change from an order's page. Each is one statement: the audit entry, and everything that depends on it. A click
 * that is known changes nothing again; a change that is not possible leaves no entry.
 */
import type { NewEvidence } from '../domain/evidence';
import { auditedOnce, auditJson, type NewAuditEntry } from './audit';
import { EVIDENCE_COLUMNS, evidenceJson, evidenceRecordset, evidenceSelect } from './evidence-rows';
import { instant, type Sql } from './sql';

export interface DeskActionStore {
  /** The entry, its evidence and the look-up brought forward. False: this click is known, or the operation is not open. */
  requestLookUp(
    entry: NewAuditEntry,
    evidence: NewEvidence,
    operation: { readonly orderId: string; readonly operation: string },
    nowMs: number,
  ): Promise<boolean>;
  /** The entry and its evidence. False: this click is known. */
  addNote(entry: NewAuditEntry, evidence: NewEvidence): Promise<boolean>;
  /** The entry and the mail back in its queue. False: this click is known, or the mail is queued already, or there is none. */
  resendMail(entry: NewAuditEntry, orderId: string, messageId: string): Promise<boolean>;
}

export function deskActionStore(sql: Sql): DeskActionStore {
  return {
    async requestLookUp(entry, evidence, { orderId, operation }, nowMs) {
      const rows = await sql.rows(
        'desk_request_look_up',
        // the operation's row is locked before the entry is made: an operation that is settled meanwhile leaves none
        `with open as materialized (
           select 1 as one from payments.operations
           where order_id = $3 and operation = $4 and state in ('intended', 'unknown', 'requires_action', 'processing') for update
         ), entry as (${auditedOnce('$1', 'open')}
         ), witnessed as (
           insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from entry, ${evidenceRecordset('$2')}
         )
         update payments.operations set next_check_at = ${instant('$5')} from entry where order_id = $3 and operation = $4 returning 1`,
        [auditJson(entry), evidenceJson([evidence]), orderId, operation, nowMs],
      );
      return rows.length === 1;
    },
    async addNote(entry, evidence) {
      const rows = await sql.rows(
        'desk_add_note',
        `with entry as (${auditedOnce('$1')})
         insert into orders.evidence (${EVIDENCE_COLUMNS}) select ${evidenceSelect()} from entry, ${evidenceRecordset('$2')} returning 1`,
        [auditJson(entry), evidenceJson([evidence])],
      );
      return rows.length === 1;
    },
    async resendMail(entry, orderId, messageId) {
      const rows = await sql.rows(
        'desk_resend_mail',
        // the mail's row is locked first: of two people who resend it at once, one does
        `with settled as materialized (
           select 1 as one from messaging.mails where order_id = $2 and message_id = $3 and state <> 'queued' for update
         ), entry as (${auditedOnce('$1', 'settled')})
         update messaging.mails set state = 'queued', attempts = 0, last_error = null, next_try_at = now() from entry where order_id = $2 and message_id = $3 returning 1`,
        [auditJson(entry), orderId, messageId],
      );
      return rows.length === 1;
    },
  };
}
