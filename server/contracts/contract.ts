/**
 * The form of a contract: a message's versions, oldest first, each with its schema and how the one before is lifted into it. A shipped
 * version never changes; a new field, or a field that means something else, is a new version.
 */
import type { z } from 'zod';

/** What the envelope says beside the payload; a lift may need it. */
export interface Told {
  /** When the message was recorded, in the transaction of the change that it tells of: epoch milliseconds. */
  readonly recordedAtMs: number;
}

export type Payload = Readonly<Record<string, unknown>>;

export interface ContractVersion {
  /** From 1, without a gap. */
  readonly version: number;
  readonly schema: z.ZodType;
  /** Why this version came after the one before; null for the first. */
  readonly why: string | null;
  /** From the version before; null for the first. */
  readonly lift: ((was: never, told: Told) => unknown) | null;
  /** Back to the version before, for readers that do not know this one; null where nothing may be left out. */
  readonly lower: ((now: never) => unknown) | null;
}

export class Contract<Newest> {
  private constructor(
    /** What the message says, in one sentence. */
    readonly meaning: string,
    readonly versions: readonly ContractVersion[],
  ) {}

  static first<P>(meaning: string, schema: z.ZodType<P>): Contract<P> {
    return new Contract<P>(meaning, [{ version: 1, schema, why: null, lift: null, lower: null }]);
  }

  /** @param how.lift must keep every meaning: where the older version does not say something, the newer says null, never a guess. */
  next<P>(
    schema: z.ZodType<P>,
    how: {
      readonly why: string;
      lift(was: Newest, told: Told): P;
      readonly lower: ((now: P) => Newest) | null;
    },
  ): Contract<P> {
    const version = this.newest + 1;
    return new Contract<P>(this.meaning, [...this.versions, { version, schema, ...how }]);
  }

  get newest(): number {
    return this.versions.length;
  }

  at(version: number): ContractVersion | undefined {
    return Number.isInteger(version) && version >= 1 ? this.versions[version - 1] : undefined;
  }
}

/** Lifts or lowers a payload that its own version's schema has passed. Null: it cannot be said in that version. */
export function brought(
  contract: Contract<unknown>,
  payload: unknown,
  from: number,
  to: number,
  told: Told,
): { readonly payload: unknown } | null {
  let value = payload;
  for (let version = from + 1; version <= to; version++) {
    const lift = contract.at(version)?.lift;
    if (lift === undefined || lift === null) return null;
    value = lift(value as never, told);
  }
  for (let version = from; version > to; version--) {
    const lower = contract.at(version)?.lower;
    if (lower === undefined || lower === null) return null;
    value = lower(value as never);
  }
  return { payload: value };
}
