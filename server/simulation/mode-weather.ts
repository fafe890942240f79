/** What holds the exit of degraded mode in a history that has one: what is stuck, what is over its limit, and since when. */
import type { Region } from '../domain/ids';

export type Unread = 'authorizations' | 'all_else';

export class ModeWeather {
  /** What nobody reads of a region's confirmation queue. */
  readonly unread = new Map<Region, Unread>();
  private readonly pressed = new Map<Region, number>();

  constructor(private readonly nowMs: () => number) {}

  /** From now on, calls to the provider time out there. */
  press(region: Region): void {
    this.pressed.set(region, this.pressed.get(region) ?? this.nowMs());
  }

  ease(region: Region): void {
    this.pressed.delete(region);
  }

  /** Null: all figures that the region is judged by are as they are. */
  pressedSinceMs(region: Region): number | null {
    return this.pressed.get(region) ?? null;
  }
}
