/**
 * The three witnesses that are compared: D, what the databases committed; P, the provider's own ledger; C, what customers were told.
 * No check reads the same witness as the product does when it decides.
 */
import type { Region } from '../../domain/ids';
import type { MemoryDatabase } from '../memory/memory-database';
import type { ProviderLedger } from '../provider-ledger';
import type { Telling } from '../telling';
import type { OwnerWitness } from './owners';

export interface Witnesses {
  readonly databases: Readonly<Record<Region, MemoryDatabase>>;
  readonly owners: OwnerWitness;
  readonly ledger: ProviderLedger;
  readonly told: readonly Telling[];
  /** What each stock began with, by region and sku. */
  readonly initialStock: ReadonlyMap<string, number>;
  /** Since when the history holds a figure of the region over its limit; null: it does not. */
  readonly pressedSinceMs: (region: Region) => number | null;
  readonly nowMs: () => number;
}

/** Where the order is, or was before it was carried on. */
export const databaseOf = (witnesses: Witnesses, orderId: string): MemoryDatabase =>
  witnesses.databases[witnesses.owners.ownerOf(orderId)];
