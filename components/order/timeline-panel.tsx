'use client';

import { useRef, useState } from 'react';
import { Segmented } from '@/components/ui/segmented';
import type { EvidenceRow } from '@/server/domain/evidence';
import { timeline } from '@/server/domain/timeline/timeline';
import type { TimelineItem } from '@/server/domain/timeline/item';
import { TimelineList } from './timeline-list';
import styles from './timeline-panel.module.css';
import { useTimelineKeys } from './use-timeline-keys';

export type TimelineView = 'story' | 'everything';

interface TimelinePanelProps {
  readonly evidence: readonly EvidenceRow[];
  readonly nowMs: number;
  readonly view: TimelineView;
  readonly setView: (view: TimelineView) => void;
}

function matches(item: TimelineItem, filter: string): boolean {
  if (filter === '' || item.type === 'now') return true;
  const ids = 'ids' in item ? item.ids.map(({ value }) => value).join(' ') : (item.bracket?.operation ?? '');
  return `${item.lane} ${item.sentence} ${ids}`.toLowerCase().includes(filter.toLowerCase());
}

/** What happened: the evidence as a story, or row by row. */
export function TimelinePanel({ evidence, nowMs, view, setView }: TimelinePanelProps) {
  const box = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const all = timeline(evidence, nowMs, { view });
  const items = all.filter((item) => matches(item, filter));
  const toggle = (key: string) =>
    setOpened((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key]));
  const current = useTimelineKeys({ items, toggle, filter: () => box.current?.focus() });
  return (
    <section aria-labelledby="what-happened">
      <div className={styles.bar}>
        <h2 id="what-happened">What happened</h2>
        <Segmented
          label="How much to show"
          value={view}
          choose={setView}
          options={[
            { value: 'story', label: 'Story' },
            { value: 'everything', label: `Everything ${evidence.length}` },
          ]}
        />
        <input
          ref={box}
          className={styles.filter}
          type="search"
          value={filter}
          placeholder="Filter"
          aria-label="Filter the evidence"
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && (setFilter(''), event.currentTarget.blur())}
        />
        <span className={styles.keys}>
          <span>
            <kbd>J</kbd> <kbd>K</kbd> move
          </span>
          <span>
            <kbd>[</kbd> <kbd>]</kbd> gaps
          </span>
          <span>
            <kbd>C</kbd> copies
          </span>
          <span>
            <kbd>/</kbd> filter
          </span>
        </span>
      </div>
      {evidence.length === 0 ? (
        <p className="soft">No evidence is recorded for this order yet.</p>
      ) : (
        <TimelineList evidence={evidence} items={items} opened={opened} current={current} toggle={toggle} />
      )}
    </section>
  );
}
