/**
 * The door that messages come in by from outside: what is too long or is no message at all is refused before anything of it is acted on,
 * and leaves a record. What is a message and cannot be read goes on, to be parked with its reason.
 */
import { admitMessage, archiveLine } from '../contracts/archived-message';
import type { Envelope } from '../contracts/envelope';
import type { Clock } from '../ports/clock';
import type { RefusedAtDoor, RefusedMessageStore } from '../stores/refused-messages';
import { sha256 } from './sha256';

export class MessageDoor {
  constructor(
    private readonly parts: {
      readonly clock: Clock;
      readonly door: RefusedAtDoor['door'];
      readonly refused: RefusedMessageStore;
    },
  ) {}

  /** Null: refused, and recorded. */
  async admit(text: string): Promise<Envelope | null> {
    const answer = admitMessage(text);
    if (answer.kind === 'admitted') return answer.message;
    await this.refuse(text, answer.reason);
    return null;
  }

  /** Of a message that came as an object: why it is refused; null when it may come in. */
  async refusalOf(message: Envelope): Promise<'oversized' | 'malformed' | null> {
    const text = archiveLine(message);
    const answer = admitMessage(text);
    if (answer.kind === 'admitted') return null;
    await this.refuse(text, answer.reason);
    return answer.reason;
  }

  /** What was refused for another reason, by somebody who had it in hand. */
  async refuse(text: string, reason: string): Promise<void> {
    const { clock, door, refused } = this.parts;
    const digest = sha256(text);
    await refused.note({ door, reason, bytes: Buffer.byteLength(text), digest }, clock.nowMs());
  }
}
