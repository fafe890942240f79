/** A subscription behind a door: what is too long, or no message at all, is refused with a record before its consumer sees it. */
import type { BusMessage } from '../domain/bus-message';
import type { Handled, Subscription } from '../ports/bus';
import type { MessageDoor } from './message-door';

export function guardedSubscription(subscription: Subscription, door: Pick<MessageDoor, 'refusalOf'>): Subscription {
  return {
    ...subscription,
    async handle(messages) {
      const admitted: BusMessage[] = [];
      const refused: [string, Handled][] = [];
      for (const message of messages) {
        const reason = await door.refusalOf(message);
        if (reason === null) admitted.push(message);
        else refused.push([message.messageId, { kind: 'refused', reason: `${reason}: refused at the door` }]);
      }
      const handled = admitted.length === 0 ? [] : await subscription.handle(admitted);
      return new Map([...handled, ...refused]);
    },
  };
}
