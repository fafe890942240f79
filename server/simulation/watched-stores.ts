/** Stores as they are, with an eye on what must come up sometimes. */
import { isFinal } from '../domain/order';
import type { OrderStore } from '../stores/orders';
import type { HandOverStore } from '../stores/hand-overs';
import type { SalesStore } from '../stores/sales';
import type { SweepStore } from '../stores/sweeps';
import type { Ground } from './ground';
import type { MemoryDatabase } from './memory/memory-database';
import type { Synchronous } from './memory/synchronous';
import type { Life } from './simulated-process';
import type { Sometimes } from './sometimes';

export function watchedOrders(
  orders: Synchronous<OrderStore>,
  { onOwnerWrite, sometimes }: Ground,
  life: Life,
): Synchronous<OrderStore> {
  let wasFenced = false;
  return {
    ...orders,
    decide(records, nowMs) {
      const answers = orders.decide(records, nowMs);
      for (const record of records) {
        const answer = answers.get(record.orderId);
        if (answer === 'stale') sometimes.saw('message of an order that moved meanwhile');
        if (answer === 'fenced' && record.to !== null && isFinal(record.to))
          sometimes.saw('stale owner tries a final write');
        if (answer === 'fenced') wasFenced = true;
        if (answer === 'applied' && record.to !== null && record.decidedBy === 'system:order-owner')
          onOwnerWrite(record.shard, life.holder);
        if (answer === 'applied' && wasFenced && !life.over) sometimes.saw('fenced worker decides again');
      }
      return answers;
    },
  };
}

export function watchedSales(sales: Synchronous<SalesStore>, sometimes: Sometimes): Synchronous<SalesStore> {
  return {
    consume(...args) {
      const fresh = sales.consume(...args);
      if (!fresh) sometimes.saw('message delivered twice to a consumer');
      return fresh;
    },
  };
}

export function watchedSweeps(sweeps: Synchronous<SweepStore>, sometimes: Sometimes): Synchronous<SweepStore> {
  return {
    ...sweeps,
    record(sweep) {
      const answer = sweeps.record(sweep);
      if (answer === 'stale') sometimes.saw('window swept by two');
      return answer;
    },
  };
}

export function watchedHandOvers(
  handOvers: Synchronous<HandOverStore>,
  db: MemoryDatabase,
  sometimes: Sometimes,
): Synchronous<HandOverStore> {
  return {
    ...handOvers,
    claim(leaseMs) {
      const given = new Map([...db.handOvers.values()].map((row) => [row.handOverId, row.workedUntilMs]));
      const claimed = handOvers.claim(leaseMs);
      // whoever had it never said that the step was over
      if (claimed !== null && (given.get(claimed.handOverId) ?? null) !== null)
        sometimes.saw('hand-over goes on after its worker crashed');
      return claimed;
    },
    note(handOverId, progress) {
      if (progress.waitsFor?.startsWith('the other region: ') === true)
        sometimes.saw('hand-over waits for a link that is cut');
      return handOvers.note(handOverId, progress);
    },
  };
}
