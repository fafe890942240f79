/** What all parts of one history stand on. */
import type { Region } from '../domain/ids';
import type { PaymentAttempt } from '../services/checkout-admission';
import type { CopyDoor } from './copy-bus';
import type { FaultPlan } from './fault-plan';
import type { LinkWeather } from './link-weather';
import type { LoopYard } from './loop-yard';
import type { MemoryDatabase } from './memory/memory-database';
import type { ModeWeather } from './mode-weather';
import type { Mutant } from './mutant';
import type { Scheduler } from './scheduler';
import type { SeededStream } from './seeded-stream';
import type { LinkDoor } from './simulated-link';
import type { SimulatedProcess } from './simulated-process';
import type { SimulatedProvider } from './simulated-provider';
import type { Sometimes } from './sometimes';
import type { StepFault } from './store-road';
import type { Trace } from './trace';

export interface Ground {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly faults: FaultPlan;
  readonly trace: Trace;
  readonly sometimes: Sometimes;
  readonly provider: SimulatedProvider;
  readonly yard: LoopYard;
  readonly mutant: Mutant | null;
  /** Luck of roads: how long calls take. */
  readonly roads: SeededStream;
  readonly weather: LinkWeather;
  readonly databaseOf: (region: Region) => MemoryDatabase;
  /** Who owns the order now, by what the databases committed. */
  readonly ownerOf: (orderId: string) => Region;
  /** The web process of the region as the other one's calls find it; null while it is down. */
  readonly doorOf: (region: Region) => LinkDoor | null;
  /** Who keeps the region's copies of the other one's orders; null while nobody does. */
  readonly copyDoorOf: (region: Region) => CopyDoor | null;
  /** By region: the newest change of each order that has come there. Null: nothing is copied in this history. */
  readonly copied: Readonly<Record<Region, Map<string, number>>> | null;
  /** The shards that new orders fall on; null: on all. */
  readonly busy: ReadonlySet<number> | null;
  readonly lookUpsDown: () => boolean;
  readonly atStep: (process: SimulatedProcess, fault: StepFault) => void;
  /** The order owner of a process has moved an order of this shard. */
  readonly onOwnerWrite: (shard: number, holder: string) => void;
  /** Null: nobody enters degraded mode in this history. */
  readonly mode: ModeWeather | null;
  /** Whether somebody sets switches by hand in this history. */
  readonly switched: boolean;
  /** @param luck what was drawn for the attempt, from 0 to under 1. */
  readonly onAdmission: (region: Region, admitted: boolean, luck: number, attempt: PaymentAttempt) => void;
  /** A round of a job that began after the heal. @param error null: it went well. */
  readonly onRound: (process: string, job: string, error: string | null) => void;
  readonly onSend: (operation: string, orderId: string, region: Region) => void;
  readonly onLookedUp: (operation: string, answer: 'found' | 'not_found' | 'unknown') => void;
}
