/** What measures the pressure of one process, on a connection of its own: it is taken when every other connection is busy, too. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import { eventLoop } from './ports/event-loop';
import type { PaymentReceiver } from './services/payment-receiver';
import { PressureMeter } from './services/pressure-meter';
import { PressureReader } from './services/pressure-reader';
import { PressureSampler } from './services/pressure-sampler';
import { degradedEpisodeStore } from './stores/degraded-episodes';
import { pressureSampleStore } from './stores/pressure-samples';
import { connect, type SqlPool } from './stores/sql';

export type ProcessRole = 'web' | 'worker';

export const processMeter = (role: ProcessRole): PressureMeter => new PressureMeter(`${role}-${process.pid}`);

export function wirePressure(
  { database, region }: Pick<Config, 'database' | 'region'>,
  {
    meter,
    receiver,
    sql,
  }: { readonly meter: PressureMeter; readonly receiver: PaymentReceiver; readonly sql: SqlPool },
) {
  const own = connect(database.url ?? '', 1, 'samples');
  const loop = eventLoop();
  const samples = pressureSampleStore(own, region);
  meter.figure('event_loop_lag_ms', () => loop.worstLagMs());
  meter.figure('pool_waiting', () => sql.waits().now);
  meter.figure('retry_budget_use', () => receiver.retryBudgetUse());
  meter.risingCount('pool_waits', () => sql.waits().ever);
  meter.risingCount('retries', () => receiver.retries().granted);
  meter.risingCount('retries_refused', () => receiver.retries().refused);
  return {
    sampler: new PressureSampler({ clock, meter, samples }),
    reader: new PressureReader({ region, clock, samples, episodes: degradedEpisodeStore(own) }),
    async close() {
      loop.close();
      await own.close();
    },
  };
}
