/** Kept intents of both regions for one console. A region that cannot be reached is left out and named, never guessed. */
import { otherRegion, type Region } from '../domain/region';
import type { KeptIntentPage, KeptIntentView } from './intent-reader';
import type { RegionRouter } from './region-router';

export interface KeptIntents {
  find(q: string): Promise<KeptIntentPage & { readonly notReached: readonly Region[] }>;
  view(orderId: string): Promise<KeptIntentView | null>;
}

const PATIENCE_MS = 2_500;

export function regionalIntents(parts: {
  readonly region: Region;
  readonly router: Pick<RegionRouter, 'ask'>;
  newRequestId(): string;
}): KeptIntents {
  const regions = [parts.region, otherRegion(parts.region)];
  const context = () => ({ requestId: parts.newRequestId(), traceparent: '', remainingMs: PATIENCE_MS });
  return {
    async find(q) {
      const asked = await Promise.all(
        regions.map((region) => parts.router.ask(region, 'intents_find', { q }, context())),
      );
      const pages = asked.flatMap((each) => (each.kind === 'answered' ? [each.answer] : []));
      const notReached = asked.flatMap((each) => (each.kind === 'answered' ? [] : [each.owner]));
      const rows = pages.flatMap((page) => page.rows).sort((a, b) => a.keptAtMs - b.keptAtMs);
      return { rows, nowMs: Math.max(0, ...pages.map(({ nowMs }) => nowMs)), notReached };
    },
    async view(orderId) {
      for (const region of regions) {
        const routed = await parts.router.ask(region, 'intents_view', { orderId }, context());
        if (routed.kind === 'answered' && routed.answer !== null) return routed.answer;
      }
      return null;
    },
  };
}
