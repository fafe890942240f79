/** The pressure of both regions: each keeps its own, and one that does not answer is named and never guessed. */
import { type Region, REGIONS } from '../domain/region';
import type { PressureWindow } from '../domain/pressure/window';
import type { PressureHistory, PressureReader } from './pressure-reader';
import type { RegionRouter } from './region-router';

/** What a region answers about its own pressure, by name and plain data. */
export interface PressureSide {
  pressure_history(input: { window: PressureWindow }): Promise<PressureHistory>;
}

export function pressureSide(reader: Pick<PressureReader, 'history'>): PressureSide {
  return { pressure_history: ({ window }) => reader.history(window) };
}

export interface RegionalHistory {
  readonly region: Region;
  /** Null: the region did not answer. */
  readonly history: PressureHistory | null;
}

const PATIENCE_MS = 2_500;

export class RegionalPressure {
  constructor(private readonly parts: { readonly router: Pick<RegionRouter, 'ask'>; newRequestId(): string }) {}

  async history(window: PressureWindow): Promise<{ readonly regions: readonly RegionalHistory[] }> {
    const { newRequestId, router } = this.parts;
    const context = { requestId: newRequestId(), traceparent: '', remainingMs: PATIENCE_MS };
    const regions = await Promise.all(
      REGIONS.map(async (region) => {
        const routed = await router.ask(region, 'pressure_history', { window }, context);
        return { region, history: routed.kind === 'answered' ? routed.answer : null };
      }),
    );
    return { regions };
  }
}
