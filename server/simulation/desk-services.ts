/** The desk of a region's web process: the real repair desk, case desk and queue. */
import type { Region } from '../domain/ids';
import { SETTLE_TIME_MS } from '../domain/payment';
import type { Clock } from '../ports/clock';
import type { PaymentProvider } from '../ports/payment-provider';
import type { Random } from '../ports/random';
import type { WakeUp } from '../ports/wake-up';
import { CaseDesk } from '../services/case-desk';
import { OwnershipDesk } from '../services/ownership-desk';
import { PaymentReceiver } from '../services/payment-receiver';
import { RepairDesk } from '../services/repair-desk';
import type { ShardDirectory } from '../services/shard-directory';
import type { OpenCaseStore } from '../stores/open-cases';
import type { Ground } from './ground';
import type { ProcessStores } from './process-stores';

export interface DeskServices {
  readonly repairs: RepairDesk;
  readonly cases: CaseDesk;
  readonly ownership: OwnershipDesk;
  readonly queue: Pick<OpenCaseStore, 'page'>;
}

/** More than this takes a second person, minor units: about half of the orders. */
export const SECOND_PERSON_OVER_MINOR = 6_000;

interface DeskSurroundings {
  readonly region: Region;
  readonly clock: Clock;
  readonly random: Random;
  readonly provider: PaymentProvider;
  readonly wakeUp: WakeUp;
  readonly directory: ShardDirectory;
}

export function deskServices({ mutant }: Ground, stores: ProcessStores, around: DeskSurroundings): DeskServices {
  const { clock, directory, provider, region, wakeUp } = around;
  const { audit, cases, claims, evidence, gatewayOrders: orders, openCases, operations, repairs } = stores;
  const receiver = new PaymentReceiver({
    ...around,
    provider: mutant?.deskProvider?.(provider, stores.context) ?? provider,
    operations,
    settleTimeMs: mutant?.deskSettleTimeMs ?? SETTLE_TIME_MS,
  });
  const parts = {
    region,
    clock,
    orders,
    evidence,
    cases,
    repairs,
    audit,
    receiver,
    wakeUp,
    secondPersonOverMinor: SECOND_PERSON_OVER_MINOR,
  };
  return {
    repairs: new RepairDesk(mutant?.desk?.(parts, stores.context) ?? parts),
    cases: new CaseDesk({ region, clock, cases, open: openCases, claims, audit }),
    ownership: new OwnershipDesk({
      region,
      clock,
      directory,
      handOvers: stores.shardHandOvers,
      // only shown, and nobody looks
      fenced: { since: () => Promise.resolve([]) },
      canary: { newest: () => Promise.resolve([]) },
    }),
    queue: openCases,
  };
}
