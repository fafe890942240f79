/** The clock of one past order: it stands where the story is, moves when the story moves it, and sleeping is moving. */
import type { Clock } from '../../server/ports/clock';

export class StoryClock implements Clock {
  private atMs = 0;

  nowMs(): number {
    return this.atMs;
  }

  set(ms: number): void {
    this.atMs = Math.floor(ms);
  }

  forward(ms: number): void {
    this.set(this.atMs + ms);
  }

  async sleep(ms: number): Promise<void> {
    this.forward(ms);
  }
}
