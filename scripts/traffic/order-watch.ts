/**
 * One order as its customer sees it, over both regions, retries and restarts: versions never go back, a final answer is never
 * taken back, a key never names two orders. What breaks this is named; nothing here talks to anybody.
 */
import { isFinal, type OrderState } from '../../server/domain/order';

/** The part of the order resource that a customer can be wronged by. */
export interface SeenOrder {
  readonly order_id: string;
  readonly state: OrderState;
  readonly version: number;
  readonly reason: string | null;
  readonly total: { readonly amount_minor: number; readonly currency: string };
}

export class OrderWatch {
  private last: SeenOrder | null = null;

  constructor(
    private readonly orderId: string,
    private readonly totalMinor: number,
  ) {}

  get version(): number {
    return this.last?.version ?? 0;
  }

  get state(): OrderState | null {
    return this.last?.state ?? null;
  }

  get reason(): string | null {
    return this.last?.reason ?? null;
  }

  /**
   * @param askedFrom the version that the session had seen when it asked: answers cross each other on the wire, so a later one may
   *   hold less than what was seen meanwhile, never less than what was seen before the question.
   * @returns what is wrong with this answer.
   */
  see(order: SeenOrder, askedFrom: number, httpStatus: number): string[] {
    const wrong: string[] = [];
    const { last } = this;
    if (order.order_id !== this.orderId) wrong.push(`asked for ${this.orderId}, was shown ${order.order_id}`);
    if (order.total.amount_minor !== this.totalMinor)
      wrong.push(`the total was ${this.totalMinor} and is ${order.total.amount_minor}`);
    if (order.version < askedFrom) wrong.push(`version ${order.version} was shown after version ${askedFrom}`);
    if (last !== null && order.version === last.version && order.state !== last.state)
      wrong.push(`version ${order.version} was ${last.state} and is ${order.state}`);
    if (last !== null && isFinal(last.state) && order.version >= last.version && order.state !== last.state)
      wrong.push(`${last.state} was taken back to ${order.state}`);
    if (httpStatus === 201 && order.state !== 'order_confirmed') wrong.push(`answered 201 while ${order.state}`);
    if (httpStatus === 402 && order.state !== 'failed_safely') wrong.push(`answered 402 while ${order.state}`);
    if (last === null || order.version > last.version) this.last = order;
    return wrong;
  }
}
