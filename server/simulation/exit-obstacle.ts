/** What makes one line of the checklist fail in one region, for as long as the history wants it to. */
import { EXIT_LINES, type ExitLineName } from '../domain/exit-evidence';
import type { Region } from '../domain/ids';
import type { World } from './world';

/** How long it takes until the line fails for it. */
const RIPENS_MS: Readonly<Partial<Record<ExitLineName, number>>> = {
  authorizations_undecided: 11_000,
  queue_age: 31_000,
  other_region: 31_000,
};

export class ExitObstacle {
  private stands = false;
  private sinceMs = Number.POSITIVE_INFINITY;

  constructor(
    private readonly world: World,
    readonly line: ExitLineName,
    readonly region: Region,
  ) {}

  begin(): void {
    this.sinceMs = this.world.ground.scheduler.nowMs;
    this.put(true);
  }

  end(): void {
    if (this.stands) this.put(false);
  }

  /** Nobody tries to leave before: they could. */
  get isRipe(): boolean {
    return !this.stands || this.world.ground.scheduler.nowMs - this.sinceMs >= (RIPENS_MS[this.line] ?? 0);
  }

  private put(stands: boolean): void {
    const { world } = this;
    const { mode, trace, weather } = world.ground;
    this.stands = stands;
    trace.add('obstacle', `${this.line} ${stands ? 'begins' : 'ends'} in ${this.region}`);
    switch (this.line) {
      case 'agreement':
        world.providerSilent = stands;
        return;
      case 'authorizations_undecided':
      case 'queue_age':
        if (stands) mode?.unread.set(this.region, this.line === 'queue_age' ? 'all_else' : 'authorizations');
        else mode?.unread.delete(this.region);
        return;
      case 'old_epoch_refused':
        world.cells[this.region].db.takesCanaries = stands;
        return;
      case 'other_region':
        weather.severed = stands;
        return;
      case 'pressure':
        if (stands) mode?.press(this.region);
        else mode?.ease(this.region);
        return;
      case 'oldest_pending':
      case 'dead_letters':
        // these come of themselves: of a long time without an answer, and of messages that nobody can read
        return;
      default:
        this.line satisfies never;
    }
  }
}

/** The line of which the refusal says that it alone holds the exit, at the desk or at the database; null: it names others too, or none. */
export function heldAlone(text: string): ExitLineName | null {
  const said = /does not hold: (.*?)\.?$/.exec(text)?.[1]?.split(', ');
  if (said !== undefined) return said.length === 1 ? (EXIT_LINES.find((line) => line === said[0]) ?? null) : null;
  const number = /held by line (\d)/.exec(text)?.[1];
  return number === undefined || text.includes('Also held') ? null : (EXIT_LINES[Number(number) - 1] ?? null);
}
