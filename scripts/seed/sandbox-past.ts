/**
 * The provider sandbox in the past: its clock stands where the story stands while one call is made, so that the ledger's times are
 * the story's. No webhook leaves meanwhile: what the story wants to have arrived, it hands over itself. Only ever a sandbox.
 */
import Stripe from 'stripe';

export interface SandboxAddress {
  readonly apiBase: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
}

const MOMENT_S = 1;

/** One webhook as it would have come over the wire. */
export interface SignedEvent {
  readonly rawBody: string;
  readonly signature: string;
}

export class SandboxPast {
  private readonly stripe: Stripe;
  private last: Promise<unknown> = Promise.resolve();
  /** NaN: not known, an earlier seed may have been cut off in the past. */
  private offsetSeconds = Number.NaN;

  constructor(private readonly address: SandboxAddress) {
    const url = new URL(address.apiBase);
    const base = { host: url.hostname, port: Number(url.port), protocol: 'http' as const };
    this.stripe = new Stripe(address.secretKey, { ...base, maxNetworkRetries: 0, telemetry: false });
  }

  /** Runs `call` while the sandbox's clock shows `atMs`; one at a time, both regions share the sandbox. */
  at<T>(atMs: number, call: () => Promise<T>): Promise<T> {
    const turn = this.last.then(async () => {
      const offsetSeconds = Math.round((atMs - Date.now()) / 1_000);
      // the ledger may be a moment off the story; each move of the clock is a write of the sandbox
      if (!(Math.abs(offsetSeconds - this.offsetSeconds) <= MOMENT_S)) await this.moveTo(offsetSeconds);
      return call();
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** The `count` newest events, newest first, signed as the sandbox would sign them. Call it inside `at`, right after their cause. */
  async newestEvents(count: number): Promise<SignedEvent[]> {
    const { data } = await this.stripe.events.list({ limit: count });
    return data.map((event) => {
      const rawBody = JSON.stringify(event);
      const signature = this.stripe.webhooks.generateTestHeaderString({
        payload: rawBody,
        secret: this.address.webhookSecret,
      });
      return { rawBody, signature };
    });
  }

  async muteWebhooks(): Promise<void> {
    await this.put('faults', { webhook: { drop_rate: 1 } });
  }

  /** Back to the present, webhooks and all. */
  async end(): Promise<void> {
    await this.last;
    await this.moveTo(0);
    await this.put('faults', {});
  }

  private async moveTo(offsetSeconds: number): Promise<void> {
    if (offsetSeconds === this.offsetSeconds) return;
    await this.put('clock', { offset_seconds: offsetSeconds });
    this.offsetSeconds = offsetSeconds;
  }

  private async put(what: 'faults' | 'clock', body: unknown): Promise<void> {
    const url = new URL(`/_sandbox/${what}`, this.address.apiBase);
    const answer = await fetch(url, { method: 'PUT', body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the provider sandbox refused ${what}: ${text}`);
  }
}
