/**
 * The long hours of a history: one region has no workers, the provider neither answers look-ups nor sends webhooks, or the link between
 * the regions is cut. They begin in the busy time, if they can just when a capture or a void is without an answer.
 */
import { isOpen } from '../domain/payment-operation';
import type { RegionCell } from './region-cell';
import { START_MS } from './start';
import type { World } from './world';

const LENGTHS_MS = [45 * 60_000, 3.5 * 3_600_000, 6 * 3_600_000, 25 * 3_600_000] as const;
const WINDOW = { fromMs: START_MS + 4_000, untilMs: START_MS + 17_000 };
const LOOK_EVERY_MS = 250;

export class Night {
  endsAtMs = 0;
  private readonly lengthMs: number;
  private readonly cell: RegionCell;

  private constructor(
    private readonly world: World,
    private readonly asleep: boolean,
    private readonly silent: boolean,
    private readonly cut: boolean,
  ) {
    const { faults } = world.ground;
    const stream = faults.stream(
      asleep ? 'night_without_workers' : silent ? 'night_without_answers' : 'night_without_link',
    );
    this.lengthMs = stream.pick(LENGTHS_MS);
    this.cell = world.cells[stream.chance(0.5) ? 'east' : 'west'];
    this.await(stream.between(WINDOW.fromMs, WINDOW.untilMs), asleep && stream.chance(0.7));
  }

  static plan(world: World): Night | null {
    const { faults } = world.ground;
    const asleep = faults.strikes('night_without_workers', 'region');
    const silent = faults.strikes('night_without_answers', 'provider');
    const cut = faults.strikes('night_without_link', 'link');
    return asleep || silent || cut ? new Night(world, asleep, silent, cut) : null;
  }

  end(): void {
    this.world.providerSilent = false;
    this.world.ground.weather.severed = false;
    this.cell.asleep = false;
    this.noteForgottenKeys();
  }

  /** Begins at `atMs`; or, when it waits for it, at the first unanswered follow-up. */
  private await(atMs: number, waitsForUnanswered: boolean): void {
    const { scheduler } = this.world.ground;
    const look = () => {
      const isTime = scheduler.nowMs >= (waitsForUnanswered ? WINDOW.untilMs : atMs);
      if (isTime || (waitsForUnanswered && this.hasUnanswered())) return this.begin();
      scheduler.after(LOOK_EVERY_MS, null, look);
      return false;
    };
    scheduler.at(WINDOW.fromMs, null, look);
  }

  private begin(): boolean {
    const { scheduler, trace } = this.world.ground;
    const what = `${this.asleep ? `, no workers in the ${this.cell.region}` : ''}${this.silent ? ', the provider silent' : ''}${this.cut ? ', the link cut' : ''}`;
    trace.add('night', `${this.lengthMs / 60_000} min${what}`);
    this.endsAtMs = scheduler.nowMs + this.lengthMs;
    this.cell.asleep = this.asleep;
    if (this.asleep) for (const worker of this.cell.workers) this.cell.crash(worker);
    this.world.providerSilent = this.silent;
    this.world.ground.weather.severed = this.cut;
    return true;
  }

  private hasUnanswered(): boolean {
    for (const row of this.cell.db.operations.all())
      if (row.kind !== 'authorize' && row.state === 'unknown') return true;
    return false;
  }

  /** Operations that outlived the provider's memory of them: sending them again would be a new effect. */
  private noteForgottenKeys(): void {
    const { provider, sometimes } = this.world.ground;
    for (const { db } of Object.values(this.world.cells))
      for (const row of db.operations.all())
        if (isOpen(row.state) && provider.hasForgotten(row.operation))
          sometimes.saw('key forgotten by the provider while its operation is open');
  }
}
