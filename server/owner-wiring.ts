/** What decides, keeps and compares the orders of a region in its worker, handed its stores. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import { systemRandom as random } from './ports/random';
import type { RealParts } from './real-parts';
import { CaseWatcher } from './services/case-watcher';
import { HoldKeeper } from './services/hold-keeper';
import { LedgerSweeper } from './services/ledger-sweeper';
import { OrderOwner } from './services/order-owner';
import { ShardKeeper } from './services/shard-keeper';
import { caseEscalationStore } from './stores/case-escalations';
import { fencedTryStore } from './stores/fenced-tries';
import { reservationStore } from './stores/reservations';
import { sweepStore } from './stores/sweeps';

export function wireOwner(config: Config, base: RealParts) {
  const { deliveries, directory, orders, read, region, shards, sql, wakeUp } = base;
  const fenced = fencedTryStore(sql);
  return {
    owner: new OrderOwner({ region, clock, random, orders, deliveries, fenced, wakeUp, read }),
    keeper: new ShardKeeper({ region, holder: base.process, clock, shards }),
    holds: new HoldKeeper({ region, clock, fenced, reservations: reservationStore(sql) }),
    caseWatcher: new CaseWatcher({ region, clock, escalations: caseEscalationStore(sql) }),
    sweeper: new LedgerSweeper({
      ...base,
      clock,
      owners: directory,
      sweeps: sweepStore(sql),
      settings: config.sweep,
      settleTimeMs: config.payments.settleTimeMs,
    }),
  };
}
