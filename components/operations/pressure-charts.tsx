'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatInstant } from '@/components/ui/format-time';
import { NothingYet } from '@/components/ui/proof';
import { Segmented } from '@/components/ui/segmented';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { PressureWindow } from '@/server/domain/pressure/window';
import { modeBands } from './mode-bands';
import { PressureChart } from './pressure-chart';
import styles from './pressure-charts.module.css';
import { PRESSURE_CHARTS } from './pressure-charts-list';
import { drawnPoints, lostSpans, type PressureView, type RegionChoice, silentRegions } from './pressure-points';
import { PressureTable } from './pressure-table';

const WINDOW_CHOICES = [
  { value: '15m', label: '15 min' },
  { value: '1h', label: '1 h' },
  { value: '24h', label: '24 h' },
] as const satisfies readonly { value: PressureWindow; label: string }[];

const REGION_CHOICES = [
  { value: 'both', label: 'Both regions' },
  { value: 'east', label: 'east' },
  { value: 'west', label: 'west' },
] as const satisfies readonly { value: RegionChoice; label: string }[];

interface PressureChartsProps {
  readonly view: PressureView;
  readonly window: PressureWindow;
  readonly chooseWindow: (window: PressureWindow) => void;
  readonly region: RegionChoice;
  readonly chooseRegion: (region: RegionChoice) => void;
}

/** A step is merged when it is over; later than this, nobody measures. */
const MOST_STEPS_BEHIND = 4;

function Sampled({ atMs, isOld }: { atMs: number; isOld: boolean }) {
  const at = formatInstant(atMs, 'clock', CONSOLE_ZONE);
  if (!isOld) return `sampled every second, last ${at}`;
  return (
    <span className="tone medium" data-tone="amber">
      not measured since {at}
    </span>
  );
}

/** Everything that was measured, on one time axis and under one cursor. */
export function PressureCharts({ chooseRegion, chooseWindow, region, view, window }: PressureChartsProps) {
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const points = drawnPoints(view, region);
  const bands = modeBands(view, region);
  const silent = silentRegions(view, region);
  const heard = view.regions.find(({ history }) => history !== null)?.history ?? null;
  const isGrey = heard !== null && lostSpans(points, heard.stepMs).length > 0;
  const newest = points.findLast(({ reading }) => reading !== null) ?? null;
  // the figures beside the titles are the newest, however old
  const isOld = heard !== null && newest !== null && heard.nowMs - newest.atMs > MOST_STEPS_BEHIND * heard.stepMs;
  return (
    <section className={styles.pressure} aria-label="Pressure">
      <div className={styles.bar}>
        <h2>Pressure</h2>
        <Segmented label="How far back" value={window} options={WINDOW_CHOICES} choose={chooseWindow} />
        <Segmented label="Which region" value={region} options={REGION_CHOICES} choose={chooseRegion} />
        <span className={styles.said}>
          {silent.length > 0 ? `${silent.join(' and ')} not reached · ` : ''}
          {cursorMs === null ? '' : `cursor ${formatInstant(cursorMs, 'clock', CONSOLE_ZONE)} · `}
          {isGrey ? 'grey: not measured · ' : ''}
          {newest === null ? 'nothing measured yet' : <Sampled atMs={newest.atMs} isOld={isOld} />}
        </span>
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'As charts' : 'As a table'}
        </Button>
      </div>
      {bands.length === 0 ? null : (
        <ul className="sr" aria-label="Time out of normal">
          {bands.map(({ fromMs, words }) => (
            <li key={fromMs}>{words}</li>
          ))}
        </ul>
      )}
      {heard === null || newest === null ? (
        <NothingYet title="Nothing was measured in this time.">
          Each process takes a sample every second; the first ones are shown after ten seconds.
        </NothingYet>
      ) : asTable ? (
        <PressureTable points={points} />
      ) : (
        <div className={styles.charts}>
          {PRESSURE_CHARTS.map((facts, index) => (
            <PressureChart
              key={facts.title}
              facts={facts}
              points={points}
              fromMs={heard.fromMs}
              toMs={heard.nowMs}
              stepMs={heard.stepMs}
              // the mode is named once, over the first chart
              bands={index === 0 ? bands : bands.map((band) => ({ ...band, named: false }))}
              cursorMs={cursorMs}
              point={setCursorMs}
            />
          ))}
        </div>
      )}
    </section>
  );
}
