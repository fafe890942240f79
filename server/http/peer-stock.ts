/** The other region's stock as far as known: asked for at most once a second or two, kept with its age, never waited for long. */
import type { Exchange } from './exchange';
import type { RegionRouter } from '../services/region-router';
import type { Clock } from '../ports/clock';

export interface PeerStock {
  readonly available: ReadonlyMap<string, number>;
  readonly asOfMs: number;
  /** False until the peer answered once. */
  readonly known: boolean;
}

const FRESH_MS = 1_500;
const PATIENCE_MS = 400;

export class PeerStockReader {
  private last: PeerStock = { available: new Map(), asOfMs: 0, known: false };
  private asking: Promise<void> | null = null;

  constructor(private readonly parts: { readonly router: RegionRouter; readonly clock: Clock }) {}

  async get(exchange: Pick<Exchange, 'requestId' | 'traceparent'>): Promise<PeerStock> {
    if (this.parts.clock.nowMs() - this.last.asOfMs >= FRESH_MS) {
      this.asking ??= this.ask(exchange).finally(() => {
        this.asking = null;
      });
      await this.asking;
    }
    return this.last;
  }

  private async ask({ requestId, traceparent }: Pick<Exchange, 'requestId' | 'traceparent'>): Promise<void> {
    const { clock, router } = this.parts;
    const routed = await router.ask(
      router.otherRegion(),
      'products',
      {},
      { requestId, traceparent, remainingMs: PATIENCE_MS },
    );
    if (routed.kind !== 'answered') return;
    const available = routed.answer.flatMap((product): [string, number][] =>
      product.available === null ? [] : [[product.sku, product.available]],
    );
    this.last = { available: new Map(available), asOfMs: clock.nowMs(), known: true };
  }
}
