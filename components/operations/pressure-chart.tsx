'use client';

import type { MouseEvent } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import styles from './pressure-chart.module.css';
import { figureWords, type PressureChartFacts, scaleOf, scaleWords } from './pressure-charts-list';
import { type DrawnPoint, lostSpans } from './pressure-points';

/** While a mode other than normal held. */
export interface ModeBand {
  readonly fromMs: number;
  /** Null: it still holds. */
  readonly untilMs: number | null;
  readonly words: string;
  /** False: the words have no room over this chart. */
  readonly named: boolean;
  /** The words end where the band does, instead of beginning with it. */
  readonly namedAtEnd: boolean;
}

const SCALE_WIDTH = 54;
const RIGHT = 2;
const STROKES = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)'];

interface PressureChartProps {
  readonly facts: PressureChartFacts;
  readonly points: readonly DrawnPoint[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly bands: readonly ModeBand[];
  /** The instant under the reader's pointer, in whichever chart; null: the newest. */
  readonly cursorMs: number | null;
  readonly point: (atMs: number | null) => void;
}

/** One figure over time: ink lines, its limit with its number, amber where it is passed; values at the cursor in the heading. */
export function PressureChart({ bands, cursorMs, facts, fromMs, point, points, stepMs, toMs }: PressureChartProps) {
  const { limit, lines, title, unit } = facts;
  const [main] = lines;
  const at = nearest(points, cursorMs);
  const newest = nearest(points, null);
  const highest = Math.max(
    facts.reaches,
    ...points.flatMap(({ reading }) => lines.map(({ gauge }) => reading?.[gauge] ?? 0)),
  );
  const scale = scaleOf(highest);
  const top = scale.at(-1) ?? 1;
  const rows = points.map(({ atMs, reading }) => {
    const value = main === undefined ? null : (reading?.[main.gauge] ?? null);
    const over = limit !== null && value !== null ? [limit.at, Math.max(limit.at, value)] : null;
    return { atMs, over, base: 0, ...Object.fromEntries(lines.map(({ gauge }) => [gauge, reading?.[gauge] ?? null])) };
  });
  const move = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - SCALE_WIDTH) / (box.width - SCALE_WIDTH - RIGHT);
    point(fromMs + Math.max(0, Math.min(1, share)) * (toMs - fromMs));
  };
  const mainNow = main === undefined ? null : (at?.reading?.[main.gauge] ?? null);
  return (
    <figure className={styles.figure} aria-label={title}>
      <figcaption className={styles.head}>
        <h3>{title}</h3>
        {lines.map(({ gauge, name }) => (
          <span key={gauge}>
            {name} <b>{figureWords(at?.reading?.[gauge] ?? null, unit)}</b>
          </span>
        ))}
      </figcaption>
      <div className={styles.chart} aria-hidden onMouseMove={move} onMouseLeave={() => point(null)}>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart accessibilityLayer={false} data={rows} margin={{ top: 18, right: RIGHT, bottom: 0, left: 0 }}>
            {lostSpans(points, stepMs).map((span) => (
              <ReferenceArea
                key={span.fromMs}
                x1={span.fromMs}
                x2={span.toMs}
                fill="var(--sunken)"
                fillOpacity={1}
                ifOverflow="hidden"
              />
            ))}
            {bands.map((band) => (
              <ReferenceArea
                key={band.fromMs}
                x1={Math.max(fromMs, band.fromMs)}
                x2={Math.min(toMs, band.untilMs ?? toMs)}
                fill="var(--amber-s)"
                fillOpacity={0.6}
                label={{
                  value: band.named ? band.words : '',
                  position: band.namedAtEnd ? 'insideTopRight' : 'insideTopLeft',
                  dy: -20,
                  dx: band.namedAtEnd ? 4 : -4,
                  fontSize: 10.5,
                  fill: 'var(--amber-t)',
                }}
              />
            ))}
            <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
            <XAxis
              dataKey="atMs"
              type="number"
              domain={[fromMs, toMs]}
              ticks={instants(fromMs, toMs)}
              tickFormatter={(ms: number) => formatInstant(ms, 'minute', CONSOLE_ZONE)}
              tick={{ fontSize: 10.5, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-2)' }}
              height={18}
            />
            <YAxis
              width={SCALE_WIDTH}
              domain={[0, top]}
              ticks={[...scale]}
              interval={0}
              tickFormatter={(value: number) => scaleWords(value, unit, top)}
              tick={{ fontSize: 10.5, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={false}
            />
            {/* without any figure there would be no scale */}
            <Line dataKey="base" stroke="none" dot={false} activeDot={false} isAnimationActive={false} />
            {limit === null ? null : (
              <Area
                dataKey="over"
                stroke="none"
                fill="var(--amber-m)"
                fillOpacity={0.26}
                isAnimationActive={false}
                activeDot={false}
              />
            )}
            {lines.map(({ gauge, name }, index) => (
              <Line
                key={gauge}
                dataKey={gauge}
                name={name ?? title}
                stroke={STROKES[index]}
                strokeWidth={index === 0 ? 1.5 : 1.25}
                dot={false}
                activeDot={false}
                type="linear"
                isAnimationActive={false}
              />
            ))}
            {limit === null ? null : (
              <ReferenceLine
                y={limit.at}
                stroke="var(--chart-limit)"
                strokeDasharray="4 3"
                label={{ value: limit.words, position: 'insideBottomLeft', fontSize: 10.5, fill: 'var(--ink-2)' }}
              />
            )}
            {bands.map((band) => (
              <ReferenceLine
                key={band.fromMs}
                segment={[
                  { x: Math.max(fromMs, band.fromMs), y: top },
                  { x: Math.min(toMs, band.untilMs ?? toMs), y: top },
                ]}
                stroke="var(--amber-m)"
                strokeWidth={3}
              />
            ))}
            {lines.map(({ gauge, name }, index) => {
              const value = newest?.reading?.[gauge] ?? null;
              const above = lines
                .slice(0, index)
                .some((other) => isNear(newest?.reading?.[other.gauge] ?? null, value, top));
              // two names at one place are none: the heading has both
              return newest === null || value === null || name === null || above ? null : (
                <ReferenceDot
                  key={gauge}
                  x={newest.atMs}
                  y={value}
                  r={0}
                  label={{ value: name, position: 'left', dy: -7, fontSize: 10.5, fill: 'var(--ink-2)' }}
                />
              );
            })}
            {at === null ? null : <ReferenceLine x={at.atMs} stroke="var(--ink-3)" />}
            {at === null || mainNow === null ? null : (
              <ReferenceDot
                x={at.atMs}
                y={mainNow}
                r={3.5}
                fill="var(--chart-1)"
                stroke="var(--surface)"
                strokeWidth={1.5}
              />
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

const isNear = (one: number | null, other: number | null, top: number): boolean =>
  one !== null && other !== null && Math.abs(one - other) < top * 0.1;

/** The point under the cursor; without one the newest that was measured. */
function nearest(points: readonly DrawnPoint[], cursorMs: number | null): DrawnPoint | null {
  if (cursorMs === null) return points.findLast(({ reading }) => reading !== null) ?? null;
  return points.reduce<DrawnPoint | null>(
    (best, each) => (best === null || Math.abs(each.atMs - cursorMs) < Math.abs(best.atMs - cursorMs) ? each : best),
    null,
  );
}

/** Three even instants, on whole minutes. */
function instants(fromMs: number, toMs: number): number[] {
  const step = (toMs - fromMs) / 3;
  return [0.5, 1.5, 2.5].map((n) => Math.round((fromMs + n * step) / 60_000) * 60_000);
}
