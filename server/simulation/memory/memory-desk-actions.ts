/** What people change from an order's page, in memory. */
import { isOpen } from '../../domain/payment-operation';
import type { DeskActionStore } from '../../stores/desk-actions';
import { auditOnce } from './audit-rows';
import { appendEvidence } from './evidence-rows';
import type { MemoryDatabase } from './memory-database';
import { memoryMails } from './memory-consumers';
import { findOperation, updateOperation } from './operation-rows';
import type { Synchronous } from './synchronous';

export function memoryDeskActions(db: MemoryDatabase): Synchronous<DeskActionStore> {
  return {
    requestLookUp: (entry, evidence, { operation, orderId }, nowMs) =>
      db.transaction(() => {
        const row = findOperation(db, orderId, operation);
        if (row === undefined || !isOpen(row.state) || !auditOnce(db, entry)) return false;
        appendEvidence(db, [evidence]);
        updateOperation(db, row, { ...row, nextCheckAtMs: nowMs });
        return true;
      }),
    addNote: (entry, evidence) =>
      db.transaction(() => {
        if (!auditOnce(db, entry)) return false;
        appendEvidence(db, [evidence]);
        return true;
      }),
    resendMail: (entry, orderId, messageId) =>
      db.transaction(() => {
        const mail = db.mails.get(`${orderId}|${messageId}`);
        if (mail === undefined || mail.state === 'queued' || !auditOnce(db, entry)) return false;
        return memoryMails(db).requeue(orderId, messageId);
      }),
  };
}
