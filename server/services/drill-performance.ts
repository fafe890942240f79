/** One drill under way: its customers, what they were told, what the ledger holds, and the story so far. */
import type { DrillLine, DrillTally } from '../domain/drill';
import { type DrillCustomer, endingOf, lastAnswer } from '../domain/drill-tally';
import { otherRegion } from '../domain/ids';
import { type Region, REGIONS } from '../domain/region';
import type { Clock } from '../ports/clock';
import type { DrillStage, StageAnswer, StageCheckout } from '../ports/drill-stage';

interface Customer {
  readonly region: Region;
  readonly checkout: StageCheckout;
  submits: number;
  answers: { atMs: number; state: string; version: number }[];
  ledger: DrillCustomer['ledger'];
}

const LOOK_EVERY_MS = 1_000;
/** Calls of one drill at a time: its customers share two cores with the store. */
const AT_ONCE = 6;

export class DrillPerformance {
  readonly story: DrillLine[] = [];
  /** What must stay true in this drill alone. */
  readonly further: DrillTally[] = [];
  private readonly customers: Customer[] = [];

  constructor(
    readonly stage: DrillStage,
    private readonly clock: Clock,
    private readonly runId: string,
    /** Ends every wait. */
    readonly stopped: AbortSignal,
  ) {}

  say(text: string): void {
    this.story.push({ atMs: this.clock.nowMs(), text });
  }

  async wait(ms: number): Promise<void> {
    if (!this.stopped.aborted) await this.clock.sleep(ms, this.stopped).catch(() => undefined);
  }

  /** Carts and checkouts in both regions in turn, while everything is well. */
  async open(count: number): Promise<void> {
    await this.each(
      Array.from({ length: count }, (_, n) => n),
      async (n) => {
        const region = REGIONS[n % REGIONS.length] ?? 'east';
        const checkout = await this.stage.open(region, `drill.${this.runId.slice(-8)}.${n}@evident.test`);
        if (checkout !== null) this.customers.push({ region, checkout, submits: 0, answers: [], ledger: [] });
      },
    );
    this.say(`${this.customers.length} customers come to the checkout, in both regions`);
  }

  /** The orders of those who have not submitted yet. */
  newcomers(): readonly string[] {
    return this.customers.flatMap(({ checkout, submits }) => (submits === 0 ? [checkout.orderId] : []));
  }

  /** Dead letters that wait, in both regions. */
  async parked(): Promise<number> {
    const each = await Promise.all(REGIONS.map((region) => this.stage.deadLetters(region)));
    return each.reduce((sum, count) => sum + count, 0);
  }

  /** Waits for `reached`, not longer than `mostMs`, nor once it is stopped. */
  async until(reached: () => Promise<boolean>, mostMs: number): Promise<void> {
    const untilMs = this.clock.nowMs() + mostMs;
    while (!this.stopped.aborted && this.clock.nowMs() < untilMs && !(await reached())) await this.wait(LOOK_EVERY_MS);
  }

  /** @param where each submits: at home, in the other region, or `times` times in both at once. */
  async submit(paymentMethod: string, where: 'home' | 'away' | 'both' = 'home', times = 1): Promise<void> {
    await this.submitFor(this.customers, paymentMethod, where, times);
  }

  /** Only those who have not submitted yet. */
  async submitNewcomers(paymentMethod: string): Promise<void> {
    const newcomers = this.customers.filter(({ submits }) => submits === 0);
    await this.submitFor(newcomers, paymentMethod, 'home', 1);
  }

  private async submitFor(
    customers: readonly Customer[],
    paymentMethod: string,
    where: 'home' | 'away' | 'both',
    times: number,
  ): Promise<void> {
    await this.each(customers, async (customer) => {
      const regions = Array.from({ length: times }, (_, n) =>
        where === 'away' || (where === 'both' && n % 2 === 1) ? otherRegion(customer.region) : customer.region,
      );
      await Promise.all(
        regions.map(async (region) => {
          customer.submits++;
          this.note(customer, await this.stage.submit(region, customer.checkout, paymentMethod));
        }),
      );
    });
  }

  /** How many of these customers were told an ending. */
  async endings(of: readonly string[]): Promise<number> {
    await this.look();
    return this.seen().filter((each) => of.includes(each.orderId) && endingOf(each) !== null).length;
  }

  /** What customers see now, in either region, and what the ledger holds. */
  async look(): Promise<void> {
    await this.all(this.customers, async (customer) => {
      const seen = customer.answers.reduce((most, { version }) => Math.max(most, version), 0);
      this.note(customer, await this.stage.read(customer.region, customer.checkout, seen));
      customer.ledger = await this.stage.ledgerOf(customer.checkout.orderId).catch(() => customer.ledger);
    });
  }

  seen(): DrillCustomer[] {
    return this.customers.map(({ answers, checkout, ledger, submits }) => ({
      orderId: checkout.orderId,
      totalMinor: checkout.totalMinor,
      submits,
      answers,
      ledger,
    }));
  }

  /** One to look at: the first that waits, else any. */
  orderId(): string | null {
    const seen = this.seen();
    const waits = seen.find((each) => lastAnswer(each)?.state === 'payment_pending');
    return (waits ?? seen[0])?.orderId ?? null;
  }

  private note(customer: Customer, answer: StageAnswer | null): void {
    if (answer !== null) customer.answers.push({ atMs: this.clock.nowMs(), ...answer });
  }

  /** Until it is stopped. */
  private each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
    return this.all(items, async (item) => (this.stopped.aborted ? undefined : act(item)));
  }

  private async all<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
    const queue = [...items];
    const take = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, take));
  }
}
