/**
 * The promise keeper: holds the stored records, the chains of evidence and the provider's own ledger against every invariant, and
 * names what breaks one. It repairs nothing; a person who reads it decides.
 */
import type { EvidenceRow } from '../domain/evidence';
import { verifyChain } from '../domain/evidence-chain';
import {
  type Account,
  type Disagreement,
  dueMinor,
  emptyAccount,
  entered,
  judgeOrder,
  judgeUnclaimed,
  keptMinor,
} from '../domain/ledger-agreement';
import { paymentOperation } from '../domain/operation';
import { WHOLE_AUDIT } from '../domain/promise-check';
import type { Region } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { ProviderLedger } from '../ports/provider-ledger';
import type { BrokenPromise, PromiseStore } from '../stores/promise';
import { sha256 } from './sha256';

export interface PromiseKeeperParts {
  readonly clock: Clock;
  readonly regions: readonly {
    readonly region: Region;
    readonly promise: PromiseStore;
  }[];
  /** Null: the provider has none that can be read as a whole. */
  readonly ledger: ProviderLedger | null;
}

export interface InvariantVerdict {
  readonly id: string;
  readonly says: string;
  /** At most `MOST_NAMED` a region. */
  readonly broken: readonly (BrokenPromise & { readonly region: Region | 'provider' | 'files' })[];
}

export interface PromiseReport {
  readonly orders: number;
  readonly verdicts: readonly InvariantVerdict[];
  /** Of the ledger; null where there is none to read. */
  readonly money: { readonly rows: number; readonly keptMinor: number; readonly confirmedMinor: number } | null;
  readonly chainsVerified: number;
}

export const MOST_NAMED = 50;
/** The newest orders whose chain is verified row by row. */
const CHAINS = 500;
const PAGE = 2_000;
/** Chains read at once: some thousand rows. */
const CHAINS_PAGE = 100;

export class PromiseKeeper {
  constructor(private readonly parts: PromiseKeeperParts) {}

  async check(): Promise<PromiseReport> {
    const stored = await this.checkStored();
    const chains = await this.checkChains();
    const ledger = await this.checkLedger();
    const orders = await Promise.all(this.parts.regions.map(({ promise }) => promise.orders()));
    return {
      orders: orders.reduce((sum, each) => sum + each, 0),
      verdicts: [...stored, chains.verdict, ...(ledger?.verdicts ?? [])],
      money: ledger?.money ?? null,
      chainsVerified: chains.verified,
    };
  }

  private async checkStored(): Promise<InvariantVerdict[]> {
    const [first] = this.parts.regions;
    const verdicts: InvariantVerdict[] = [];
    for (const invariant of first?.promise.invariants ?? []) {
      const broken = await Promise.all(
        this.parts.regions.map(async ({ region, promise }) =>
          [
            ...(await promise.brokenOrders(invariant, MOST_NAMED)),
            ...(await promise.brokenBeyond(invariant, WHOLE_AUDIT, MOST_NAMED)),
          ]
            .slice(0, MOST_NAMED)
            .map((row) => ({ ...row, region })),
        ),
      );
      verdicts.push({ id: invariant.id, says: invariant.says, broken: broken.flat() });
    }
    return verdicts;
  }

  private async checkChains(): Promise<{ verified: number; verdict: InvariantVerdict }> {
    const broken: (BrokenPromise & { region: Region })[] = [];
    let verified = 0;
    for (const { region, promise } of this.parts.regions) {
      const orderIds = await promise.newestOrderIds(CHAINS);
      verified += orderIds.length;
      broken.push(...(await brokenChains(promise, orderIds)).map((row) => ({ ...row, region })));
    }
    return {
      verified,
      verdict: { id: 'S13', says: 'the evidence of the newest orders is one unbroken chain each', broken },
    };
  }

  private async checkLedger(): Promise<{ verdicts: InvariantVerdict[]; money: PromiseReport['money'] } | null> {
    if (this.parts.ledger === null) return null;
    // the ledger first: whatever moves while the orders are read is too young to be judged
    const nowMs = this.parts.clock.nowMs();
    const accounts = new Map<string, Account>();
    let rows = 0;
    for await (const row of this.parts.ledger.rows()) {
      rows++;
      const name = row.operation ?? row.payment_intent;
      accounts.set(name, entered(accounts.get(name) ?? emptyAccount(row.operation), row));
    }
    const kept = keptMinor(accounts.values());
    const found: (Disagreement & { region: Region | 'provider' })[] = [];
    let confirmedMinor = 0;
    for (const { region, promise } of this.parts.regions) {
      for (let after = '', page = PAGE; page === PAGE; ) {
        const orders = await promise.money(after, PAGE);
        for (const order of orders) {
          const operation = paymentOperation(order.orderId);
          found.push(...judgeOrder(order, accounts.get(operation), nowMs).map((each) => ({ ...each, region })));
          accounts.delete(operation);
          confirmedMinor += dueMinor(order);
        }
        page = orders.length;
        after = orders.at(-1)?.orderId ?? '';
      }
    }
    const inHand = new Set(
      (await Promise.all(this.parts.regions.map(({ promise }) => promise.strangersInHand()))).flat(),
    );
    for (const account of accounts.values())
      found.push(...judgeUnclaimed(account, inHand, nowMs).map((each) => ({ ...each, region: 'provider' as const })));
    const verdicts = LEDGER_SAYS.map(([id, says]) => ({
      id,
      says,
      broken: found.filter((each) => each.invariant === id),
    }));
    return { verdicts, money: { rows, keptMinor: kept, confirmedMinor } };
  }
}

const LEDGER_SAYS: readonly (readonly [Disagreement['invariant'], string])[] = [
  ['S1', 'at the provider: one standing charge an order, at every instant'],
  ['S4', 'at the provider: nothing is kept of an order that failed safely'],
  ['S5', 'at the provider: every charge has its order, and is decided, queued or in a case'],
  ['S12', 'at the provider: what was taken is what the order says'],
  ['S16', 'at the provider: captured less refunded is what was confirmed'],
];

/** The orders whose evidence is not one unbroken chain, each with its first faulty row. */
export async function brokenChains(
  promise: Pick<PromiseStore, 'evidence'>,
  orderIds: readonly string[],
): Promise<BrokenPromise[]> {
  const broken: BrokenPromise[] = [];
  for (let from = 0; from < orderIds.length; from += CHAINS_PAGE) {
    const chains = new Map<string, EvidenceRow[]>();
    for (const row of await promise.evidence(orderIds.slice(from, from + CHAINS_PAGE)))
      chains.set(row.orderId, [...(chains.get(row.orderId) ?? []), row]);
    for (const [orderId, rows] of chains) {
      const verdict = verifyChain(rows, sha256);
      if (!verdict.ok) broken.push({ orderId, why: `evidence row ${verdict.seq}: ${verdict.why}` });
    }
  }
  return broken;
}
