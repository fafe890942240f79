/**
 * The door before the orders. While the intake is full, whoever brings an order is told so before anything of it is read: a crowd that is
 * refused shares this process with those who were let in, with status and with carts, so a refusal must cost next to nothing.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Region } from '../domain/ids';
import type { IntakeDoor } from '../services/checkout-admission';
import { header, idsOf, MOST_BODY_BYTES, PROBLEM_TYPE, problemText } from './exchange';
import { tooManyOrders } from './orders-api';

export interface OrderDoorParts {
  readonly region: Region;
  readonly router: { ownerOfOrder(orderId: string): Region };
  readonly intake: IntakeDoor;
}

const PLACE_ORDER = '/api/v1/orders';
const LONGEST_KEY = 255;
/** Everything of the answer that is the same for everybody, around the request's id. */
const [TEXT_BEFORE = '', TEXT_AFTER = ''] = problemText(tooManyOrders(0), '\0').split(
  JSON.stringify('\0').slice(1, -1),
);
const TEXT_BYTES = Buffer.byteLength(TEXT_BEFORE) + Buffer.byteLength(TEXT_AFTER);

export class OrderDoor {
  constructor(private readonly parts: OrderDoorParts) {}

  /** True: the call was answered. What is no order of this region, or no proper call, is answered where it is read. */
  turnsAway(request: IncomingMessage, response: ServerResponse): boolean {
    const { intake } = this.parts;
    if (request.method !== 'POST' || request.url !== PLACE_ORDER || !intake.isFull()) return false;
    if (!this.isOwn(header(request, 'idempotency-key')) || !isSmall(request)) return false;
    const { requestId, traceparent } = idsOf(request);
    response.writeHead(429, [
      'X-Request-Id',
      requestId,
      'traceparent',
      traceparent,
      'Content-Type',
      PROBLEM_TYPE,
      'Content-Length',
      String(TEXT_BYTES + requestId.length),
      'Cache-Control',
      'no-store',
      'X-Content-Type-Options',
      'nosniff',
      'Retry-After',
      String(intake.refuse()),
    ]);
    response.end(TEXT_BEFORE + requestId + TEXT_AFTER);
    return true;
  }

  /** An order of the other region is its owner's to take in, or kept here for it. */
  private isOwn(orderId: string): boolean {
    const { region, router } = this.parts;
    return orderId !== '' && orderId.length <= LONGEST_KEY && router.ownerOfOrder(orderId) === region;
  }
}

/** Its body, which nobody reads, is thrown away by the server. */
function isSmall(request: IncomingMessage): boolean {
  const length = header(request, 'content-length');
  return length !== '' && Number(length) <= MOST_BODY_BYTES;
}
