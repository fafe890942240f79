/**
 * Sends signed events to every receiver until each has answered 2xx or the tries run out; an event that was not
 * finished before a crash is sent again after it. At least once, in no promised order, like Stripe's.
 */
import { createHmac } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { Faults } from './faults';
import type { Random } from './seeded-random';
import { sentinelOf } from './sentinels';
import { type EventRecord, seconds, stripeEvent } from './stripe-objects';
import { planWebhook, WEBHOOK_TRIES, webhookRetryDelayMs } from './webhook-plan';

const RECEIVER_TIMEOUT_MS = 10_000;
const KEPT_BACK_LOOK_MS = 100;
/** A sandbox that is started again does not flood its receivers with events of long ago. */
const RESEND_WITHIN_MS = 3_600_000;

export type WebhookOptions = {
  urls: readonly string[];
  secret: string;
  random: Random;
  faults: () => Faults['webhook'];
  /** Told once an event needs no more sending. */
  onSent: (eventId: string) => void;
};

export class Webhooks {
  readonly #options: WebhookOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 64 }),
  };
  #closed = false;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** `afterHang`: the caller got no answer, so the webhook is its first news, and comes late. */
  announce(event: EventRecord, afterHang: boolean): void {
    const { urls, random, faults, onSent } = this.#options;
    if (urls.length === 0) return;
    const plan = planWebhook(faults(), sentinelOf(event.intent.payment_method), afterHang, random);
    const body = JSON.stringify(stripeEvent(event));
    const copies = plan.flatMap((delay) => urls.map((url) => this.#deliver(url, body, delay)));
    void Promise.all(copies).then(() => this.#closed || onSent(event.id));
  }

  resume(unsent: Iterable<EventRecord>, nowMs: number): void {
    for (const event of unsent) {
      if (event.change.at_ms > nowMs - RESEND_WITHIN_MS) this.announce(event, false);
    }
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #deliver(url: string, body: string, delayMs: number): Promise<void> {
    await this.#wait(delayMs);
    while (this.#options.faults()?.kept_back === true) await this.#wait(KEPT_BACK_LOOK_MS);
    for (let failed = 0; failed < WEBHOOK_TRIES && !this.#closed; ) {
      if (await this.#post(url, body)) return;
      failed += 1;
      await this.#wait(webhookRetryDelayMs(failed));
    }
  }

  /** Whether the receiver answered 2xx. */
  #post(url: string, body: string): Promise<boolean> {
    const target = new URL(url);
    const secure = target.protocol === 'https:';
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signatureHeader(body, this.#options.secret, seconds(Date.now())),
    };
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(
        target,
        { method: 'POST', agent: this.#agents[secure ? 'https:' : 'http:'], headers, timeout: RECEIVER_TIMEOUT_MS },
        (response) => {
          response.resume();
          response.once('close', () => resolve(isSuccess(response.statusCode)));
        },
      );
      request.once('timeout', () => request.destroy());
      request.once('error', () => resolve(false));
      request.end(body);
    });
  }

  /** Once closed it never resolves: the delivery ends there, and the event is sent again after the next start. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#closed) return;
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

/**
 * `t=...,v1=...` with HMAC-SHA256 over "t.body". The real time, not the sandbox's clock: receivers refuse a
 * signature that is older than five minutes by theirs.
 */
export function signatureHeader(body: string, secret: string, timestampSeconds: number): string {
  const signature = createHmac('sha256', secret).update(`${timestampSeconds}.${body}`).digest('hex');
  return `t=${timestampSeconds},v1=${signature}`;
}

const isSuccess = (status: number | undefined): boolean => status !== undefined && status >= 200 && status < 300;
