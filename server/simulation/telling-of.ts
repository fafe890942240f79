/** What an answer of a region says to the customer who reads it. */
import type { OrderResource } from '../domain/order-resource';
import type { Region } from '../domain/region';
import type { NearestStatus } from '../services/nearest-status-reader';
import type { Forwarded } from '../services/order-forwarder';
import type { Telling } from './telling';

type Base = Pick<Telling, 'atMs' | 'customer' | 'orderId' | 'sent'>;

/** @param by the region that answers. @param seenVersion what its reader was shown before. */
export function placedTelling(base: Base, answer: Forwarded, by: Region, seenVersion: number): Telling {
  switch (answer.kind) {
    case 'answered':
      break;
    case 'kept':
    case 'last_known':
      return heldTelling(base, answer.order, by, seenVersion);
    case 'kept_unseen':
    case 'unreachable':
    case 'key_not_known_yet':
      return { ...base, kind: answer.kind };
    default:
      return answer satisfies never;
  }
  const placed = answer.answer;
  switch (placed.kind) {
    case 'order': {
      const { state, version } = placed.order;
      const asOfMs = asOfMsOf(placed.order);
      const kind = placed.refusal === null ? 'order' : 'payment_unavailable';
      return { ...base, kind, state, version, asOfMs, minVersion: seenVersion, replayed: placed.replayed };
    }
    case 'different_body':
      return { ...base, kind: 'different_body', fields: placed.fields };
    case 'unknown_key':
    case 'cart_changed':
    case 'not_owner':
    case 'too_busy':
      return { ...base, kind: placed.kind };
    default:
      return placed satisfies never;
  }
}

export function statusTelling(base: Base, read: NearestStatus, by: Region, minVersion: number): Telling {
  if (read.kind === 'owner_unreachable') return { ...base, kind: 'unreachable' };
  if (read.kind !== 'status') return { ...base, kind: read.kind };
  const { freshness: source, kept, last_known: lastKnown, state, version } = read.order;
  return kept !== undefined || lastKnown === true
    ? heldTelling(base, read.order, by, minVersion)
    : { ...base, kind: 'status', by, state, version, asOfMs: asOfMsOf(read.order), source, minVersion };
}

function heldTelling(base: Base, order: OrderResource, by: Region, minVersion: number): Telling {
  const { kept, money_position: moneyPosition, pay_again: payAgain, state, version } = order;
  const asOfMs = asOfMsOf(order);
  if (kept === undefined) return { ...base, kind: 'last_known', by, state, version, asOfMs, minVersion };
  const { expired } = kept;
  return { ...base, kind: 'kept', by, state, version, asOfMs, minVersion, expired, moneyPosition, payAgain };
}

const asOfMsOf = ({ fresh_as_of }: OrderResource): number => Date.parse(fresh_as_of);
