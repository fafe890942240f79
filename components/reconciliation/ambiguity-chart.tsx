'use client';

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { AmbiguitySeries } from './ambiguity-series';
import styles from './ambiguity-chart.module.css';

/** From the most frequent on: ink, then lighter; no colour, since none of these is a state. */
const TONES = ['var(--ink)', 'var(--ink-2)', 'var(--neutral-m)', 'var(--line-control)', 'var(--line-2)', 'var(--line)'];

interface AmbiguityChartProps {
  readonly series: AmbiguitySeries;
  readonly byDay: boolean;
}

/** Cases opened over time by cause; the table beneath says the same in words. */
export function AmbiguityChart({ byDay, series }: AmbiguityChartProps) {
  const { columns, names } = series;
  const at = (ms: number) => formatInstant(ms, byDay ? 'day-clock' : 'clock', CONSOLE_ZONE).slice(0, byDay ? 6 : 5);
  const data = columns.map(({ counts, fromMs }) => ({ fromMs, ...counts }));
  return (
    <figure className={styles.figure} aria-label="Cases opened over time by cause">
      <div className={styles.chart} aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            accessibilityLayer={false}
            data={data}
            margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
            barCategoryGap={1}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="fromMs"
              tickFormatter={at}
              tick={{ fontSize: 11, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-2)' }}
              minTickGap={40}
            />
            <YAxis
              width={48}
              allowDecimals={false}
              tickFormatter={(count: number) => count.toLocaleString('en')}
              tick={{ fontSize: 11, fill: 'var(--ink-3)' }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              labelFormatter={(label) => formatInstant(Number(label), 'day-clock', CONSOLE_ZONE)}
              contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line-2)', fontSize: 12 }}
            />
            {names.map((name, index) => (
              <Bar key={name} dataKey={name} stackId="all" fill={TONES[index]} isAnimationActive={false} />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption>
        <ul className={styles.legend}>
          {names.map((name, index) => (
            <li key={name}>
              <svg width="8" height="8" aria-hidden="true">
                <rect width="8" height="8" fill={TONES[index]} />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
