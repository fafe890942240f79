import fc from 'fast-check';
import { describe, it } from 'vitest';
import { isLegal, ORDER_STATES } from '../order';
import { recordRepair } from './record';
import { contextAt, DECIDING_KINDS, orderToTell, PERMITTING, requestFor } from './record.examples';

const runs = { numRuns: 2_000 };
const anyKind = fc.constantFrom(...DECIDING_KINDS);
const anyState = fc.constantFrom(...ORDER_STATES);
const version = fc.integer({ min: 1, max: 9 });

describe('every recorded repair', () => {
  it('is refused whole at any other version than the one that was seen', () => {
    fc.assert(
      fc.property(anyKind, anyState, version, version, (kind, state, expectedVersion, now) => {
        const order = orderToTell({ state, version: now });
        const request = requestFor(kind, { ...PERMITTING[kind], expectedVersion });
        const { closes, hold, messages, operations, refund, repair, to } = recordRepair(order, request, contextAt());
        const nothing = to === null && hold === 'keep' && refund === null;
        const empty = operations.length + closes.length + messages.length === 0;
        return now === expectedVersion || (repair?.state === 'refused' && nothing && empty);
      }),
      runs,
    );
  });

  it('moves legally, settles its own repair, and takes its message off the queue', () => {
    fc.assert(
      fc.property(anyKind, anyState, (kind, state) => {
        const order = orderToTell({ state });
        const request = requestFor(kind, { ...PERMITTING[kind] });
        const record = recordRepair(order, request, contextAt());
        return (
          (record.to === null || isLegal(state, record.to)) &&
          record.repair?.repairId === request.repairId &&
          record.consumed?.messageId === 'msg:repair_requested:1'
        );
      }),
      runs,
    );
  });

  it('is the same rows when it is recorded twice', () => {
    fc.assert(
      fc.property(anyKind, (kind) => {
        const once = () => recordRepair(orderToTell(), requestFor(kind, { ...PERMITTING[kind] }), contextAt());
        return JSON.stringify(once()) === JSON.stringify(once());
      }),
    );
  });
});
