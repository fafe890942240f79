/** What happened, line by line; its hash is the history's identity: same seed, same code, same hash. */
import { createHash } from 'node:crypto';

export class Trace {
  readonly lines: string[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly startMs: number,
  ) {}

  add(who: string, what: string): void {
    this.lines.push(`${this.nowMs() - this.startMs} ${who} ${what}`);
  }

  hash(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex').slice(0, 16);
  }
}
