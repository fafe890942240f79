/**
 * The door before the orders. While the intake is full, whoever brings an order is told so before anything of it is read: a crowd that is
 * refused shares this process with those who were let in, with status and with carts, so a refusal must cost next to nothing: those of one
 * beat are told at one time, because each answer of its own wakes somebody up, and the writing is the dearest part of a refusal.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { IntakeDoor } from '../services/checkout-admission';
import { header, idsOf, MOST_BODY_BYTES, PROBLEM_TYPE, problemText } from './exchange';
import { tooManyOrders } from './orders-api';

export interface OrderDoorParts {
  readonly region: Region;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Somebody was told 429, so long after he came. */
  readonly told: (seconds: number) => void;
  readonly router: { ownerOfOrder(orderId: string): Region };
  readonly intake: IntakeDoor;
}

const PLACE_ORDER = '/api/v1/orders';
const LONGEST_KEY = 255;
/** How long a refusal may wait for others; nobody notices, who is asked to come back in seconds. */
const BEAT_MS = 25;
/** Everything of the answer that is the same for everybody, around the request's id. */
const [TEXT_BEFORE = '', TEXT_AFTER = ''] = problemText(tooManyOrders(0), '\0').split(
  JSON.stringify('\0').slice(1, -1),
);
const TEXT_BYTES = Buffer.byteLength(TEXT_BEFORE) + Buffer.byteLength(TEXT_AFTER);

interface TurnedAway {
  readonly cameAtMs: number;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceparent: string;
  readonly retryAfterSeconds: number;
}

export class OrderDoor {
  /** Since the last beat. */
  private turnedAway: TurnedAway[] = [];

  constructor(private readonly parts: OrderDoorParts) {}

  /** True: the call is answered at the next beat. What is no order of this region, or no proper call, is answered where it is read. */
  turnsAway(request: IncomingMessage, response: ServerResponse): boolean {
    const { intake } = this.parts;
    if (request.method !== 'POST' || request.url !== PLACE_ORDER || !intake.isFull()) return false;
    if (!this.isOwn(header(request, 'idempotency-key')) || !isSmall(request)) return false;
    const cameAtMs = performance.now();
    const { requestId, traceparent } = idsOf(request);
    this.turnedAway.push({ cameAtMs, response, requestId, traceparent, retryAfterSeconds: intake.refuse() });
    if (this.turnedAway.length === 1) void this.beat();
    return true;
  }

  private async beat(): Promise<void> {
    await this.parts.clock.sleep(BEAT_MS);
    const turnedAway = this.turnedAway;
    this.turnedAway = [];
    for (const each of turnedAway) {
      // who has left meanwhile needs no answer
      if (each.response.destroyed) continue;
      tell(each);
      this.parts.told((performance.now() - each.cameAtMs) / 1000);
    }
  }

  /** An order of the other region is its owner's to take in, or kept here for it. */
  private isOwn(orderId: string): boolean {
    const { region, router } = this.parts;
    return orderId !== '' && orderId.length <= LONGEST_KEY && router.ownerOfOrder(orderId) === region;
  }
}

function tell({ requestId, response, retryAfterSeconds, traceparent }: TurnedAway): void {
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
    String(retryAfterSeconds),
  ]);
  response.end(TEXT_BEFORE + requestId + TEXT_AFTER);
}

/** Its body, which nobody reads, is thrown away by the server. */
function isSmall(request: IncomingMessage): boolean {
  const length = header(request, 'content-length');
  return length !== '' && Number(length) <= MOST_BODY_BYTES;
}
