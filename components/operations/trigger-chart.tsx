'use client';

import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { type EntryGauge, gaugeName, gaugeValue } from '@/server/domain/mode-entry';
import { scaleOf } from './pressure-charts-list';
import styles from './trigger-chart.module.css';

export interface TriggerSeries {
  readonly gauge: EntryGauge;
  readonly limit: number;
  readonly afterMs: number;
  /** Oldest first; a null was not measured. */
  readonly series: readonly (readonly [atMs: number, value: number | null])[];
  readonly enteredAtMs: number;
  /** The figure now; null: not known. */
  readonly now: number | null;
}

/** What entered the mode, as it was kept: the figure, its limit, and the instant. */
export function TriggerChart({ trigger }: { trigger: TriggerSeries }) {
  const { afterMs, enteredAtMs, gauge, limit, now, series } = trigger;
  const name = gaugeName(gauge);
  const data = series.map(([atMs, value]) => ({
    atMs,
    value,
    over: value !== null && value > limit ? [limit, value] : [limit, limit],
  }));
  const at = (ms: number) => formatInstant(ms, 'clock', CONSOLE_ZONE);
  const scale = scaleOf(Math.max(limit * 1.4, ...series.map(([, value]) => value ?? 0)));
  const until = Math.max(enteredAtMs, series.at(-1)?.[0] ?? enteredAtMs);
  return (
    <figure className={styles.figure} aria-label={`${name}, the trigger, as it was kept`}>
      <h3>
        {name.charAt(0).toUpperCase() + name.slice(1)} <span className="faint">the trigger</span>
        <span className={styles.now}>{now === null ? '' : gaugeValue(gauge, now)}</span>
      </h3>
      <p className={styles.entered} data-tone="amber">
        degraded since {formatInstant(enteredAtMs, 'clock', CONSOLE_ZONE)}
      </p>
      <div className={styles.chart} aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart accessibilityLayer={false} data={data} margin={{ top: 4, right: 0, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="atMs"
              type="number"
              domain={['dataMin', until + 20_000]}
              tickFormatter={at}
              tick={{ fontSize: 11, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-2)' }}
              minTickGap={64}
            />
            <YAxis
              width={64}
              domain={[0, scale.at(-1) ?? 1]}
              ticks={[...scale]}
              interval={0}
              // a number and its unit stay in one line
              tickFormatter={(value: number) => gaugeValue(gauge, value).replace(/^0\.0/, '0').replace(' ', '\u00a0')}
              tick={{ fontSize: 11, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={false}
            />
            <ReferenceArea x1={enteredAtMs} x2={until + 20_000} fill="var(--amber-s)" fillOpacity={0.6} />
            <Area
              dataKey="over"
              stroke="none"
              fill="var(--amber-m)"
              fillOpacity={0.26}
              isAnimationActive={false}
              activeDot={false}
            />
            <ReferenceLine x={enteredAtMs} stroke="var(--amber-m)" strokeDasharray="2 3" />
            <ReferenceLine y={limit} stroke="var(--ink-3)" strokeDasharray="4 3" />
            <Line
              dataKey="value"
              stroke="var(--ink)"
              strokeWidth={1.5}
              dot={false}
              type="linear"
              isAnimationActive={false}
              activeDot={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="meta">
        limit {gaugeValue(gauge, limit)} for {afterMs / 1000} s
      </figcaption>
      <details className={styles.table}>
        <summary>As a table</summary>
        <ul>
          {series.map(([atMs, value]) => (
            <li key={atMs}>
              <span className="tn">{formatInstant(atMs, 'clock', CONSOLE_ZONE)}</span>
              <span className="tn">{value === null ? 'not measured' : gaugeValue(gauge, value)}</span>
            </li>
          ))}
        </ul>
      </details>
    </figure>
  );
}
