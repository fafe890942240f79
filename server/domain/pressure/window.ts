/** How far back a page looks at pressure: which rollups it reads, and how long one point of its lines is. */
import type { RollupSpan } from './rollup';

export const PRESSURE_WINDOWS = ['15m', '1h', '24h'] as const;
export type PressureWindow = (typeof PRESSURE_WINDOWS)[number];

export const WINDOWS = {
  '15m': { lengthMs: 15 * 60_000, span: 10, stepMs: 10_000 },
  '1h': { lengthMs: 60 * 60_000, span: 10, stepMs: 30_000 },
  '24h': { lengthMs: 24 * 60 * 60_000, span: 60, stepMs: 5 * 60_000 },
} as const satisfies Record<PressureWindow, { lengthMs: number; span: RollupSpan; stepMs: number }>;
