/** How old what is shown is, and who told it. A reader is never left to guess whether it is the record or a memory of it. */
export interface Freshness {
  /** What is shown was true at this instant, epoch milliseconds. */
  readonly asOfMs: number;
  readonly source: 'owner' | 'replica' | 'last_known';
  readonly region: string;
  /** 0 at the owner. */
  readonly behindMs: number;
}

export const freshAtOwner = (region: string, nowMs: number): Freshness => ({
  asOfMs: nowMs,
  source: 'owner',
  region,
  behindMs: 0,
});
