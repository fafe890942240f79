/** One region: its database, its web process and its two workers, which crash, pause and come back. */
import type { Region } from '../domain/ids';
import type { Admission } from '../services/checkout-admission';
import type { OrderStatus } from '../stores/orders';
import type { Ground } from './ground';
import type { Change } from './memory/change';
import type { MemoryDatabase } from './memory/memory-database';
import { memoryOrders } from './memory/memory-orders';
import { Life, SimulatedProcess } from './simulated-process';
import { HintBoard } from './simulated-wake-up';
import { startWorker } from './worker-process';
import { type WebServices, webServices } from './web-process';

const WORKERS = 2;
/** A process that died this soon after its start was still recovering. */
const RECOVERING_MS = 3_000;

export class RegionCell {
  readonly web: SimulatedProcess;
  readonly workers: readonly SimulatedProcess[];
  /** Null while the web process is down. */
  services: WebServices | null = null;
  /** While true, no worker comes back. */
  asleep = false;
  readonly hints: HintBoard;
  private readonly past = new Map<string, OrderStatus[]>();

  constructor(
    private readonly ground: Ground,
    readonly region: Region,
    readonly db: MemoryDatabase,
    readonly admission: Admission,
  ) {
    this.hints = new HintBoard(ground.scheduler, ground.roads, ground.faults);
    const skewMs = () => this.skew();
    this.web = new SimulatedProcess(`${region}-web`, region, skewMs());
    this.workers = Array.from(
      { length: WORKERS },
      (_, n) => new SimulatedProcess(`${region}-worker-${n + 1}`, region, skewMs()),
    );
  }

  get processes(): readonly SimulatedProcess[] {
    return [this.web, ...this.workers];
  }

  start(process: SimulatedProcess): void {
    if (process.alive && process.startedAtMs > 0) return;
    if (this.asleep && process !== this.web) return;
    process.start(this.ground.scheduler.nowMs);
    const life = new Life(process);
    this.ground.trace.add(process.name, 'starts');
    if (process === this.web) {
      const { admission, db, hints, region } = this;
      this.services = webServices(
        this.ground,
        { region, db, hints, admission, lagging: (id) => this.lagging(id) },
        life,
      );
    } else startWorker(this.ground, this, life);
  }

  crash(process: SimulatedProcess): void {
    const { scheduler, sometimes, trace } = this.ground;
    if (!process.alive) return;
    if (process.life > 1 && scheduler.nowMs - process.startedAtMs < RECOVERING_MS)
      sometimes.saw('crash of a process that was still recovering');
    trace.add(process.name, 'crashes');
    process.crash();
    if (process === this.web) this.services = null;
  }

  /** Keeps what a lagging replica could still show. */
  remember(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind !== 'transition') continue;
      const status = memoryOrders(this.db).status(change.row.orderId);
      if (status !== null) this.past.set(change.row.orderId, [...(this.past.get(change.row.orderId) ?? []), status]);
    }
  }

  private lagging(orderId: string): OrderStatus | null {
    const past = this.past.get(orderId) ?? [];
    const { faults } = this.ground;
    const earlier = past[past.length - 2];
    return earlier !== undefined && faults.strikes('replica_lag', orderId) ? earlier : null;
  }

  private skew(): number {
    const { faults } = this.ground;
    const stream = faults.stream('clock_skew');
    return faults.strikes('clock_skew', this.region) ? stream.between(-200, 200) : 0;
  }
}
