/** A notification as it stands: late or failed, it is repaired on its own and never changes its order. */
export interface MailRecord {
  readonly orderId: string;
  readonly messageId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly attempts: number;
  readonly lastError: string | null;
  readonly queuedAtMs: number;
  readonly sentAtMs: number | null;
}
