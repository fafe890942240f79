import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameMoney } from './money';
import { decide, evolve, holdStands, isFinal, isLegal } from './order';
import { anyCommand, anyOrder, orderIn } from './order.examples';

const runs = { numRuns: 2_000 };

describe('every decision', () => {
  it('is legal', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, (order, command) => {
        const decision = decide(order, command);
        return decision.kind !== 'move' || isLegal(order.state, decision.to);
      }),
      runs,
    );
  });

  it('leaves a final state alone', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, (order, command) => {
        const decision = decide(order, command);
        return !isFinal(order.state) || (decision.kind !== 'move' && evolve(order, decision, 0) === order);
      }),
      runs,
    );
  });

  it('confirms only with money and hold in the same breath', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, (order, command) => {
        const decision = decide(order, command);
        if (decision.kind !== 'move' || decision.to !== 'order_confirmed') return true;
        return (
          command.kind === 'payment_outcome' &&
          command.outcome.kind === 'authorized' &&
          command.outcome.providerReference !== '' &&
          sameMoney(command.outcome.amount, order.total) &&
          holdStands(order, command.nowMs) &&
          decision.hold === 'commit'
        );
      }),
      runs,
    );
  });

  it('fails an order safely only without money or after it is back, and then lets go of its items', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, (order, command) => {
        const decision = decide(order, command);
        if (decision.kind !== 'move' || decision.to !== 'failed_safely') return true;
        const because = command.kind === 'payment_outcome' ? command.outcome.kind : command.kind;
        const proof = [
          'declined',
          'never_accepted',
          'voided',
          'refunded',
          'compensated',
          'intent_expired',
          'withdrawn',
        ];
        return proof.includes(because) && decision.hold === 'release' && decision.reason !== null;
      }),
      runs,
    );
  });

  it('is the same for the same facts', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, (order, command) => {
        expect(decide({ ...order }, command)).toEqual(decide(order, command));
      }),
    );
  });
});

describe('a history', () => {
  it('counts its versions without a gap and ends at most once', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 12 }), (commands) => {
        let order = orderIn('inventory_reserved', { version: 2, heldUntilMs: 3_000 });
        let finals = 0;
        for (const command of commands) {
          const decision = decide(order, command);
          const next = evolve(order, decision, 5_000);
          expect(next.version).toBe(order.version + (decision.kind === 'move' ? 1 : 0));
          if (decision.kind === 'move' && isFinal(next.state)) finals += 1;
          order = next;
        }
        expect(finals).toBe(isFinal(order.state) ? 1 : 0);
      }),
      runs,
    );
  });

  it('never shortens a hold while the payment is uncertain, and never gives one back after it is gone', () => {
    fc.assert(
      fc.property(anyOrder, anyCommand, fc.nat(9_000), (order, command, extendedUntilMs) => {
        const decision = decide(order, command);
        const next = evolve(order, decision, extendedUntilMs);
        if (order.heldUntilMs === null) return next.heldUntilMs === null;
        return next.heldUntilMs === null || next.heldUntilMs >= order.heldUntilMs;
      }),
      runs,
    );
  });
});
