/** The switches over both regions: the desk of this one answers, and the other is only asked how many attempts a pause would touch. */
import type { Region } from '../domain/region';
import { otherRegion } from '../domain/region';
import type { AttemptRates, ControlDesk } from './control-desk';
import type { RegionRouter } from './region-router';

/** What a region answers about its own attempts. */
export interface ControlRateSide {
  controls_rates(input: Record<string, never>): Promise<AttemptRates>;
}

export const controlRateSide = (desk: Pick<ControlDesk, 'rates'>): ControlRateSide => ({
  controls_rates: () => desk.rates(),
});

/** Null: the region was not reached, so nobody knows. */
export type RegionRates = readonly { readonly region: Region; readonly rates: AttemptRates | null }[];

export type Controls = Pick<ControlDesk, 'set' | 'view' | 'modes'> & { impact(): Promise<RegionRates> };

const PATIENCE_MS = 1_500;

export function regionalControls(
  region: Region,
  desk: ControlDesk,
  router: Pick<RegionRouter, 'ask'>,
  newRequestId: () => string,
): Controls {
  return {
    set: (...asked) => desk.set(...asked),
    view: () => desk.view(),
    modes: () => desk.modes(),
    async impact() {
      const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
      const peer = otherRegion(region);
      const [own, theirs] = await Promise.all([desk.rates(), router.ask(peer, 'controls_rates', {}, context)]);
      return [
        { region, rates: own },
        { region: peer, rates: theirs.kind === 'answered' ? theirs.answer : null },
      ];
    },
  };
}
