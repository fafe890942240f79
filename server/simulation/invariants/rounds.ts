/** L3: once all is healed, the last rounds of each job of each process succeed, and so does what customers ask. */
import type { Report } from './violation';

const LAST = 5;

export class RoundChecks {
  /** By process and job: what its last rounds failed with; null for each that did not. */
  private readonly rounds = new Map<string, (string | null)[]>();

  constructor(private readonly report: Report) {}

  /** A round that began after the heal. @param error null: it went well. */
  onRound(process: string, job: string, error: string | null): void {
    const key = `${job} of ${process}`;
    this.rounds.set(key, [...(this.rounds.get(key) ?? []), error].slice(-LAST));
  }

  /** Something that was asked after the heal came back. */
  onAsked(what: string, region: string, reply: 'answered' | 'error' | 'lost'): void {
    if (reply === 'error')
      this.report('L3', `${what} is answered with an error in the ${region}, although all is healed`);
  }

  atRest(): void {
    for (const [key, rounds] of this.rounds) {
      const failed = rounds.find((error) => error !== null);
      if (failed !== undefined) this.report('L3', `${key} fails, although all is healed: ${failed}`);
    }
  }
}
