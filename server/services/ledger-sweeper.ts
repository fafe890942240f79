/**
 * The ledger sweeper: compares the provider's own list with our records, window by window, and hands what differs to people and what
 * is new to the orders' owner. It decides no order and moves no money. A window counts as compared only once all of it was.
 */
import { compareWindow, type SweepResult } from '../domain/ledger-sweep/ledger-sweep';
import { SWEEPER, passDetail, recordSweep } from '../domain/ledger-sweep/record';
import type { News } from '../domain/ledger-sweep/finding';
import { type ListedCharge, shardOfCharge, sweepingRegion, type SweptOrder } from '../domain/ledger-sweep/sides';
import { nextWindow, shorter, type SweepSettings, type SweepWindow } from '../domain/ledger-sweep/window';
import { paymentOperation } from '../domain/operation';
import { owedWindow } from '../domain/owed-sweep';
import type { ShardOwners } from '../domain/ownership';
import type { UnknownCause } from '../domain/payment';
import { type PaymentReport, reportFollowUp, reportOutcome, type Witness } from '../domain/payment-report';
import type { Region } from '../domain/region';
import { shardOf } from '../domain/shard';
import type { ChargeList } from '../ports/charge-list';
import type { Clock } from '../ports/clock';
import type { PaymentProvider } from '../ports/payment-provider';
import type { WakeUp } from '../ports/wake-up';
import type { PaymentOperationStore } from '../stores/payment-operations';
import type { SweepStore } from '../stores/sweeps';

export interface LedgerSweeperParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly owners: Pick<ShardOwners, 'ownerOf'>;
  readonly charges: ChargeList;
  readonly provider: Pick<PaymentProvider, 'lookUp'>;
  readonly operations: PaymentOperationStore;
  readonly sweeps: SweepStore;
  readonly wakeUp: WakeUp;
  readonly settings: SweepSettings;
  /** "Not found" proves nothing before this long after the last possible send. */
  readonly settleTimeMs: number;
  /** As `SweptSides` has it. */
  readonly accountMark?: string | null;
}

export type SweepAnswer =
  | { readonly kind: 'nothing_due' }
  | { readonly kind: 'swept'; readonly window: SweepWindow; readonly result: SweepResult }
  /** Another sweeper was first; what it wrote stands. */
  | { readonly kind: 'swept_by_another'; readonly window: SweepWindow }
  /** The provider did not tell all of it: nothing was compared, and the window is swept again. */
  | { readonly kind: 'not_told'; readonly window: SweepWindow; readonly cause: UnknownCause };

/** So many charges, and so many orders, are compared at once; a window with more is cut. */
export const MOST_COMPARED = 10_000;
/** How far the provider's clock may be from ours, either way. */
const CLOCK_SKEW_MS = 120_000;
/** With more orders than this beside the window's list, the list is widened by the clocks' skew before each is asked for singly. */
const FEW = 8;
const LOOKUPS_AT_ONCE = 2;
const LOOKUP_TIMEOUT_MS = 5_000;

interface NotTold {
  readonly kind: 'unknown';
  readonly cause: UnknownCause;
}

/** Both sides of a window, as long as it could be taken at once. */
interface Sides {
  readonly kind: 'both';
  readonly window: SweepWindow;
  readonly charges: readonly ListedCharge[];
  readonly expected: readonly string[];
}

export class LedgerSweeper {
  constructor(private readonly parts: LedgerSweeperParts) {}

  /** Compares the next window that is due. Two calls are never in flight at the provider for one list, and two look-ups at most. */
  async sweepNext(): Promise<SweepAnswer> {
    const { accountMark = null, clock, region, settings, sweeps } = this.parts;
    // before anything is read: whatever moves while the two sides are read is too young to be judged
    const nowMs = clock.nowMs();
    const due = await this.dueWindow(nowMs);
    if (due === null) return { kind: 'nothing_due' };
    const sides = await this.bothSides(due, nowMs);
    if (sides.kind === 'unknown') return { kind: 'not_told', window: due, cause: sides.cause };
    const { charges, expected, window } = sides;
    const named = charges.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
    const orders = await sweeps.orders([...new Set([...named, ...expected])]);
    const witnesses = await this.askFor(missingIn(charges, orders, new Set(expected)), window);
    if (witnesses.kind === 'unknown') return { kind: 'not_told', window, cause: witnesses.cause };
    const { absent, beside } = witnesses;
    const decided = new Set(await sweeps.decided(strangersIn(charges, orders)));
    const result = compareWindow({
      charges,
      beside,
      orders,
      absent,
      nowMs,
      youngMs: settings.lagMs,
      accountMark,
      decided,
    });
    // news first: if we die in between, the window is swept again and the same news change nothing
    for (const news of result.news) await this.report(news, window, nowMs);
    const answer = await sweeps.record(recordSweep(region, window, result, nowMs));
    return answer === 'recorded' ? { kind: 'swept', window, result } : { kind: 'swept_by_another', window };
  }

  /** What is due of the passes, and what hand-overs left to sweep once nothing is. */
  private async dueWindow(nowMs: number): Promise<SweepWindow | null> {
    const { region, settings, sweeps } = this.parts;
    const { begunAtMs, sweptUntil } = await sweeps.standing(region);
    const due = nextWindow(sweptUntil, begunAtMs, settings, nowMs);
    if (due !== null) return due;
    const owed = await sweeps.owed();
    return owed === null ? null : owedWindow(owed, settings);
  }

  private async bothSides(due: SweepWindow, nowMs: number): Promise<Sides | NotTold> {
    const { charges, owners, region, settleTimeMs, sweeps } = this.parts;
    for (let window = due; ; ) {
      const cut = shorter(window);
      const most = cut === null ? null : MOST_COMPARED;
      const listed = await charges.madeIn(window.fromMs, window.toMs, most);
      if (listed.kind === 'unknown') return listed;
      if (listed.kind === 'listed') {
        const limit = most === null ? null : most + 1;
        const expected = await sweeps.expected(window.fromMs, window.toMs, nowMs - settleTimeMs, limit);
        if (most === null || expected.length <= most) {
          const own = listed.charges.filter(
            (charge) => sweepingRegion(charge, owners) === region && isOf(window, shardOfCharge(charge)),
          );
          return {
            kind: 'both',
            window,
            charges: own,
            expected: expected.filter((orderId) => isOf(window, shardOf(orderId))),
          };
        }
      }
      window = cut ?? window;
    }
  }

  /** Payments that must be there and are not in the window's list: clocks differ, and an order may pay long after it was placed. */
  private async askFor(
    missing: readonly Missing[],
    window: SweepWindow,
  ): Promise<NotTold | { readonly kind: 'told'; readonly beside: ListedCharge[]; readonly absent: Set<string> }> {
    const beside = missing.length > FEW ? await this.listedBeside(missing, window) : [];
    const absent = new Set<string>();
    const seen = new Set(beside.map(({ payment }) => payment.providerReference));
    const unseen = missing.filter(({ providerReference }) => !seen.has(providerReference));
    for (let at = 0; at < unseen.length; at += LOOKUPS_AT_ONCE) {
      const asked = unseen.slice(at, at + LOOKUPS_AT_ONCE);
      const answers = await Promise.all(asked.map((each) => this.lookUp(each)));
      for (const [of, answer] of answers) {
        if (answer.kind === 'unknown') return answer;
        if (answer.kind === 'not_found') absent.add(of.providerReference);
        else beside.push(chargeOf(of, answer.payment));
      }
    }
    return { kind: 'told', beside, absent };
  }

  private async lookUp(missing: Missing) {
    const { provider } = this.parts;
    const { orderId, providerReference } = missing;
    const answer = await provider.lookUp(paymentOperation(orderId), providerReference, LOOKUP_TIMEOUT_MS);
    return [missing, answer] as const;
  }

  /** The list just before and just after the window; what it cannot tell is asked for singly. */
  private async listedBeside(missing: readonly Missing[], { fromMs, toMs }: SweepWindow): Promise<ListedCharge[]> {
    const { charges } = this.parts;
    const references = new Set(missing.map(({ providerReference }) => providerReference));
    const beside: ListedCharge[] = [];
    for (const [from, to] of [[fromMs - CLOCK_SKEW_MS, fromMs] as const, [toMs, toMs + CLOCK_SKEW_MS] as const]) {
      const listed = await charges.madeIn(from, to, MOST_COMPARED);
      if (listed.kind === 'listed')
        beside.push(...listed.charges.filter(({ payment }) => references.has(payment.providerReference)));
    }
    return beside;
  }

  /** As a look-up would have told it: the order's owner decides. */
  private async report(news: News, window: SweepWindow, nowMs: number): Promise<void> {
    const { operations, region, wakeUp } = this.parts;
    const witness: Witness = {
      kind: 'ledger_swept',
      observedAtMs: nowMs,
      region,
      requestId: null,
      traceId: null,
      actor: SWEEPER,
      attempt: null,
      detail: passDetail(window),
    };
    const answer = await operations.record(reportOf(news, witness, this.parts.clock.nowMs()));
    if (answer === 'taken') wakeUp.hint('confirmation_queue', news.orderId);
  }
}

const isOf = ({ owed }: SweepWindow, shard: number): boolean => owed === undefined || owed.shard === shard;

function reportOf(news: News, witness: Witness, nowMs: number): PaymentReport {
  const { orderId } = news;
  switch (news.kind) {
    case 'payment_outcome':
      return reportOutcome(orderId, news.outcome, witness, [], null, null, nowMs);
    case 'follow_up_done': {
      const verdict = `the provider's own list shows it done: ${news.operation}`;
      const closes = news.settles.map((caseId) => ({ orderId, caseId, verdict, closedBy: SWEEPER }));
      const done = { kind: 'acknowledged', providerReference: news.providerReference } as const;
      return reportFollowUp(orderId, news.operation, done, witness, null, null, closes, nowMs);
    }
    default:
      return news satisfies never;
  }
}

/** A payment that we recorded and that the window's list does not have. */
interface Missing {
  readonly orderId: string;
  readonly providerReference: string;
}

function missingIn(
  charges: readonly ListedCharge[],
  orders: readonly SweptOrder[],
  expected: ReadonlySet<string>,
): Missing[] {
  const listed = new Set(charges.map(({ payment }) => payment.providerReference));
  return orders
    .filter(({ orderId }) => expected.has(orderId))
    .flatMap(({ orderId, operations }) =>
      operations.flatMap(({ kind, providerReference }) =>
        kind === 'authorize' && providerReference !== null && !listed.has(providerReference)
          ? [{ orderId, providerReference }]
          : [],
      ),
    );
}

/** Charges that no order of ours claims. */
function strangersIn(charges: readonly ListedCharge[], orders: readonly SweptOrder[]): string[] {
  const known = new Set(orders.map(({ orderId }) => orderId));
  return charges
    .filter(({ orderId }) => orderId === null || !known.has(orderId))
    .map(({ payment }) => payment.providerReference);
}

const chargeOf = ({ orderId }: Missing, payment: ListedCharge['payment']): ListedCharge => ({
  orderId,
  operation: paymentOperation(orderId),
  // not told by a look-up; only the order of charges asks for it
  createdAtMs: 0,
  payment,
});
