/** The proof that an empty queue was looked for: what was compared with the provider's own list. */

/** What a region compared within a day, in the first pass. */
export interface LastSweep {
  readonly sweptAtMs: number;
  /** Charges made from here to before `windowToMs` were compared, by the provider's clock. */
  readonly sinceMs: number;
  readonly windowToMs: number;
  readonly charges: number;
  readonly agreed: number;
  /** On their way when they were compared: a later pass compares them again. */
  readonly waiting: number;
  readonly findings: number;
}

/** Of several regions, each with charges of its own: their counts together, and the stretch that all of them compared. Null while one has not. */
export function mergedSweeps(sweeps: readonly (LastSweep | null)[]): LastSweep | null {
  const [first, ...others] = sweeps;
  if (first === undefined || first === null) return null;
  let merged = first;
  for (const each of others) {
    if (each === null) return null;
    merged = {
      sweptAtMs: Math.min(merged.sweptAtMs, each.sweptAtMs),
      sinceMs: Math.max(merged.sinceMs, each.sinceMs),
      windowToMs: Math.min(merged.windowToMs, each.windowToMs),
      charges: merged.charges + each.charges,
      agreed: merged.agreed + each.agreed,
      waiting: merged.waiting + each.waiting,
      findings: merged.findings + each.findings,
    };
  }
  return merged;
}
