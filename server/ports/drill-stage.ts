/**
 * What a drill plays on: the provider's weather, the store's processes and link, customers who order over the public API, and the
 * provider's own ledger. Only where no payment is real.
 */
import type { DrillLedgerRow } from '../domain/drill-tally';
import type { Region } from '../domain/region';

export interface StageCheckout {
  readonly orderId: string;
  readonly statusToken: string;
  readonly totalMinor: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An answer with an order in it. */
export interface StageAnswer {
  readonly state: string;
  readonly version: number;
}

export interface DrillStage {
  /** Replaces the provider's faults; `{}` heals it. */
  setFaults(faults: Readonly<Record<string, unknown>>): Promise<void>;
  /** Moves the link, the workers, the mail. */
  setWorld(change: Readonly<Record<string, unknown>>): Promise<void>;
  kill(process: string): Promise<void>;
  /** Everything up again. */
  heal(): Promise<void>;
  /** A cart with one thing in it and its checkout, in this region; null when there was no answer. */
  open(region: Region, email: string): Promise<StageCheckout | null>;
  /** Null: no answer came, or none with an order in it. */
  submit(region: Region, checkout: StageCheckout, paymentMethod: string): Promise<StageAnswer | null>;
  read(region: Region, checkout: StageCheckout, minVersion: number): Promise<StageAnswer | null>;
  /** Dead letters of a region that were not put back, as its metrics tell. */
  deadLetters(region: Region): Promise<number>;
  ledgerOf(orderId: string): Promise<DrillLedgerRow[]>;
}
