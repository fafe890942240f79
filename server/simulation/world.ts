/** The world of one history: two regions, the provider, the courier, the customers, and the checker that watches all of them. */
import type { Region } from '../domain/ids';
import { homeRegionOfShard, SHARDS } from '../domain/ids';
import type { ProviderEvent } from '../ports/payment-provider';
import { Customer } from './customer';
import { drawHabits } from './customer-habits';
import { SECOND_PERSON_OVER_MINOR } from './desk-services';
import { FaultPlan, type FaultLimits } from './fault-plan';
import { foreignCharges, voidedByHand } from './foreign-charges';
import { PEOPLE } from './glass-plan';
import type { Ground } from './ground';
import { Checker } from './invariants/checker';
import { OwnerWitness } from './invariants/owners';
import type { Violation } from './invariants/violation';
import { LinkWeather } from './link-weather';
import { LoopYard } from './loop-yard';
import type { Change } from './memory/change';
import { MemoryDatabase } from './memory/memory-database';
import { ModeWeather } from './mode-weather';
import type { Mutant } from './mutant';
import { stopOldOwner, strikeAtStep } from './process-faults';
import { RegionCell } from './region-cell';
import type { Operator } from './operator';
import { Scheduler } from './scheduler';
import { SeededStream } from './seeded-stream';
import { simulatedAdmission } from './simulated-admission';
import { SimulatedProvider } from './simulated-provider';
import { Sometimes } from './sometimes';
import type { Telling } from './telling';
import { Trace } from './trace';
import { sweptBefore } from './sweep-rhythm';
import { staffOf } from './staff';
import { START_MS } from './start';
import { HAND_OVERS, themeOf } from './themes';
import { bring } from './webhook-courier';
import { watchChanges } from './watched-changes';
import { watchTelling } from './watched-telling';

const REGIONS: readonly Region[] = ['east', 'west'];
const WEBHOOK_PATIENCE_MS = 10_000;
const PRICES = { lamp: 8_900, mug: 1_900, plate: 1_250 } as const;

/** Where shards are handed over, all orders of a region fall on one of them. */
const busyOf = (region: Region, seed: number): number =>
  Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => homeRegionOfShard(shard) === region)[
    seed % 16
  ] ?? 0;

export interface WorldOptions {
  readonly seed: number;
  readonly limits: FaultLimits;
  /** People that stay at home, the customers first; for shrinking. */
  readonly absent: ReadonlySet<number>;
  readonly mutant: Mutant | null;
}

export class World {
  readonly ground: Ground;
  readonly cells: Readonly<Record<Region, RegionCell>>;
  readonly customers: readonly Customer[];
  readonly staff: readonly Operator[];
  readonly checker: Checker;
  readonly told: Telling[] = [];
  readonly violations: Violation[] = [];
  /** While true, the provider answers no look-up and its webhooks are held back. */
  providerSilent = false;
  private readonly initialStock = new Map<string, number>();
  private readonly workload: SeededStream;
  private visits = 0;
  private readonly notFound = new Set<string>();

  constructor(readonly options: WorldOptions) {
    const { seed } = options;
    const scheduler = new Scheduler(START_MS, new SeededStream(seed, 'schedule'));
    const nowMs = () => scheduler.nowMs;
    const faults = new FaultPlan(seed, options.limits);
    const weather = new LinkWeather(seed, faults);
    const owners = new OwnerWitness();
    const provider = new SimulatedProvider(nowMs, (afterMs, run) =>
      scheduler.after(afterMs, null, () => {
        run();
        return false;
      }),
    );
    this.workload = new SeededStream(seed, 'workload');
    this.ground = {
      seed,
      scheduler,
      faults,
      weather,
      databaseOf: (region) => this.cells[region].db,
      ownerOf: (orderId) => owners.ownerOf(orderId),
      doorOf: (region) => this.cells[region].services?.door ?? null,
      copyDoorOf: (region) => this.cells[region].services ?? null,
      copied: faults.rate('copy_late') > 0 ? { east: new Map(), west: new Map() } : null,
      provider,
      trace: new Trace(nowMs, START_MS),
      sometimes: new Sometimes(),
      yard: new LoopYard(scheduler),
      mutant: options.mutant,
      roads: new SeededStream(seed, 'roads'),
      busy: themeOf(seed).name === HAND_OVERS ? new Set([busyOf('east', seed), busyOf('west', seed)]) : null,
      lookUpsDown: () => this.providerSilent,
      atStep: (process, fault) => strikeAtStep(this, process, fault),
      onOwnerWrite: (shard, holder) => this.checker.onOwnerWrite(shard, holder),
      mode: faults.strikes('degraded_mode', 'mode') ? new ModeWeather(nowMs) : null,
      switched: faults.strikes('payments_paused', 'switches'),
      onAdmission: (region, admitted, luck, attempt) => {
        this.checker.mode.onAdmission(region, admitted, luck);
        this.checker.switches.onAdmission(region, admitted, attempt);
      },
      onRound: (process, job, error) => this.checker.rounds.onRound(process, job, error),
      onSend: (operation, orderId, region) => this.checker.onSend(operation, orderId, region),
      onLookedUp: (operation, answer) => {
        if (answer === 'found' && this.notFound.has(operation))
          this.ground.sometimes.saw('look-up finds nothing, then finds it');
        if (answer === 'not_found') this.notFound.add(operation);
        this.checker.charges.onLookUp(operation);
      },
    };
    const scarceSku = this.workload.chance(0.25) ? this.workload.pick(Object.keys(PRICES)) : null;
    this.cells = { east: this.cell('east', scarceSku), west: this.cell('west', scarceSku) };
    const databases = { east: this.cells.east.db, west: this.cells.west.db };
    this.checker = new Checker(
      {
        databases,
        owners,
        ledger: provider.ledger,
        told: this.told,
        initialStock: this.initialStock,
        pressedSinceMs: (region) => this.ground.mode?.pressedSinceMs(region) ?? null,
        nowMs,
      },
      SECOND_PERSON_OVER_MINOR,
      (violation) => {
        this.violations.push(violation);
        this.ground.trace.add('CHECKER', `${violation.promise}: ${violation.text}`);
        scheduler.stopped = true;
      },
    );
    this.customers = this.drawCustomers(scarceSku);
    this.staff = staffOf(this);
    this.connectProvider();
  }

  get nobodyIsVisiting(): boolean {
    return this.visits === 0;
  }

  start(): void {
    for (const region of REGIONS) for (const process of this.cells[region].processes) this.cells[region].start(process);
    for (const [index, customer] of this.customers.entries()) {
      if (this.options.absent.has(index)) continue;
      this.visits++;
      customer
        .visit()
        .finally(() => this.visits--)
        .catch(() => undefined);
    }
    this.startShift();
  }

  /** Everybody of the staff begins a shift. */
  startShift(): void {
    for (const [index, operator] of this.staff.entries()) {
      if (this.options.absent.has(this.customers.length + index)) continue;
      this.visits++;
      operator
        .shift()
        .finally(() => this.visits--)
        .catch(() => undefined);
    }
  }

  private cell(region: Region, scarceSku: string | null): RegionCell {
    const { faults, scheduler, sometimes } = this.ground;
    const db = new MemoryDatabase(() => scheduler.nowMs, new Set(this.options.mutant?.defects ?? []));
    for (let shard = 0; shard < SHARDS; shard++)
      db.shards.put(String(shard), {
        shard,
        epoch: 0,
        region: homeRegionOfShard(shard),
        holder: null,
        leaseUntilMs: null,
        standing: 'open',
      });
    for (const [sku, priceMinor] of Object.entries(PRICES)) {
      const available = sku === scarceSku ? 1 : 100;
      db.products.push({ sku, name: sku, priceMinor, currency: 'EUR', category: 'table', picture: sku });
      db.stock.put(sku, { sku, available, updatedAtMs: START_MS });
      this.initialStock.set(`${region}/${sku}`, available);
    }
    for (const { email, role } of PEOPLE) db.people.put(`staff:${email}`, role);
    sweptBefore(db, region);
    const fromMs = START_MS + this.workload.between(0, 4_000);
    const window = { fromMs, untilMs: fromMs + this.workload.between(1_000, 9_000) };
    const admission = simulatedAdmission(faults, sometimes, () => scheduler.nowMs, window);
    const cell = new RegionCell(this.ground, region, db, admission);
    db.onCommit = (changes) => this.committed(cell, changes);
    return cell;
  }

  private committed(cell: RegionCell, changes: readonly Change[]): void {
    this.checker.onCommit(cell.region, changes);
    cell.remember(changes);
    watchChanges(changes, this.ground);
    for (const change of changes) {
      voidedByHand(this.ground, cell.db, change);
      stopOldOwner(this, change);
    }
  }

  private drawCustomers(scarceSku: string | null): Customer[] {
    const { scheduler, seed, sometimes, roads } = { ...this.ground, seed: this.options.seed };
    const count = this.workload.between(3, 7);
    return Array.from({ length: count }, (_, index) => {
      const luck = new SeededStream(seed, `customer/${index}`);
      return new Customer(
        {
          road: { scheduler, luck: roads, web: (region) => this.cells[region].services },
          luck,
          sometimes,
          told: (telling) => this.hear(telling),
          seenAtLook: this.options.mutant?.seenAtLook ?? ((seen) => seen),
          asked: (what, region, reply, wasHealed) => {
            this.checker.mode.onAsked(what, region, reply);
            if (wasHealed) this.checker.rounds.onAsked(what, region, reply);
          },
          isHealed: () => this.ground.faults.isHealed,
          seenAtSubmit: this.options.mutant?.seenAtSubmit ?? ((version) => version),
          others: () => this.customers.flatMap(({ checkout }) => (checkout === null ? [] : [checkout.orderId])),
        },
        drawHabits(luck, `customer-${index}`, {
          scarceSku,
          copied: this.ground.copied !== null,
          handedOver: this.ground.busy !== null,
        }),
      );
    });
  }

  private hear(telling: Telling): void {
    this.told.push(telling);
    const said = 'state' in telling ? ` ${telling.state} v${telling.version}` : '';
    this.ground.trace.add(telling.customer, `is told ${telling.kind}${said} (${telling.orderId.slice(0, 12)})`);
    watchTelling(telling, this.ground.sometimes);
    this.checker.onTold(telling);
  }

  private connectProvider(): void {
    const { faults, provider, roads, scheduler, sometimes, trace } = this.ground;
    provider.ledger.onRow = (row) => {
      trace.add('ledger', `${row.kind} ${row.operation} ${row.amountMinor} ${row.currency}`);
      this.checker.onLedgerRow(row);
      foreignCharges(this.ground, row);
    };
    provider.onReplay = () => sometimes.saw('provider answers under a key again');
    const courier = {
      scheduler,
      luck: roads,
      faults,
      trace,
      held: () => this.providerSilent,
      deliver: (region: Region, event: ProviderEvent, told: (stored: boolean) => void) =>
        this.knock(region, event, told),
    };
    provider.onNews = (news) => bring(courier, news);
  }

  /** A webhook at the door of the region's web process; unanswered after ten seconds counts as not stored. */
  private knock(region: Region, event: ProviderEvent, told: (stored: boolean) => void): void {
    const { scheduler, sometimes } = this.ground;
    const { db, services } = this.cells[region];
    let open = true;
    const answer = (stored: boolean): void => {
      if (open) told(stored);
      open = false;
    };
    if (services === null || event.orderId === null) return answer(false);
    scheduler.after(WEBHOOK_PATIENCE_MS, null, () => {
      answer(false);
      return false;
    });
    const order = db.orders.get(event.orderId);
    const pay = db.operations.of(event.orderId).find(({ kind }) => kind === 'authorize');
    if (pay?.state === 'intended') sometimes.saw('webhook before the answer of the call');
    if (order?.state === 'order_confirmed' || order?.state === 'failed_safely')
      sometimes.saw('webhook for an order that is final');
    const { eventId, orderId } = event;
    const input = { event, orderId, requestId: `req_${eventId}`, traceId: `trace_${eventId}` };
    const asked = { requestId: input.requestId, traceparent: '', remainingMs: WEBHOOK_PATIENCE_MS };
    services.router.ask(services.router.ownerOfOrder(orderId), 'webhook', input, asked).then(
      (routed) => {
        if (routed.kind === 'answered' && routed.answer.answer === 'duplicate') sometimes.saw('webhook twice');
        if (!services.life.over) answer(routed.kind === 'answered');
      },
      () => answer(false),
    );
  }
}
