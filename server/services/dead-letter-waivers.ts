/** How a person lets a dead letter lie: read, with a reason, never where it carries money. */
import type { ActionResult } from '../domain/action-result';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { AuditStore } from '../stores/audit';
import type { WaivedLetter, WaiverStore } from '../stores/waivers';
import { staffEntry } from './staff-entry';

export type DeadLetterKey = WaivedLetter;

/** Its messages decide orders: a dead one is redriven or becomes a case. */
const NEVER_WAIVED = 'order-owner';

export class Waivers {
  constructor(
    private readonly parts: { readonly waivers: WaiverStore; readonly audit: Pick<AuditStore, 'ofOperation'> },
  ) {}

  async waive(letter: DeadLetterKey, reason: string, asked: StaffAsked): Promise<ActionResult> {
    if (letter.consumer === NEVER_WAIVED)
      return notDone('carries_money', 'A message for the order owner is never waived: redrive it.');
    const { operationId, staff } = asked;
    const entry = staffEntry('degraded:exit', letter.orderId, asked, reason, {
      act: 'waive_dead_letter',
      message_id: letter.messageId,
      consumer: letter.consumer,
    });
    const isNew = await this.parts.waivers.waive(entry, letter, reason, staffActor(staff.email));
    if (isNew || (await this.parts.audit.ofOperation(operationId)) !== null)
      return { kind: 'done', text: 'The dead letter is waived; it stays where it is.' };
    return notDone('no_letter', 'No such dead letter is parked, or somebody waived it first.');
  }
}

const notDone = (code: string, text: string): ActionResult => ({ kind: 'not_done', code, text });
