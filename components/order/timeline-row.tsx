import { IconChevronRight, IconClockUp } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import { Chip } from '@/components/ui/chip';
import { formatInstant } from '@/components/ui/format-time';
import { Id } from '@/components/ui/id';
import { CONSOLE_ZONE, Time } from '@/components/ui/time';
import type { EvidenceLane, EvidenceRow } from '@/server/domain/evidence';
import { elapsed, countdown, span } from '@/server/domain/instant-words';
import type { Bracket, Chip as ChipData, IdChip, TimelineItem } from '@/server/domain/timeline/item';
import { OrderStateLabel } from './order-state';
import styles from './timeline.module.css';
import { TimelineLanes } from './timeline-node';
import { TimelineRecord } from './timeline-record';

type Placed = Exclude<TimelineItem, { type: 'now' }>;

interface TimelineRowProps {
  readonly item: Placed;
  readonly evidence: readonly EvidenceRow[];
  readonly cause: EvidenceLane | null;
  /** The next row comes from this one. */
  readonly causes: boolean;
  /** Ids that no row above has shown. */
  readonly ids: readonly IdChip[];
  /** An operation's line that goes past this row. */
  readonly passing: Bracket | null;
  readonly open: boolean;
  readonly lit: boolean;
  readonly current: boolean;
  readonly toggle: (key: string) => void;
  readonly light: (operation: string | null) => void;
}

const IDS_SHOWN = 2;
const ID_LENGTH = { trace_id: 11, default: 18 } as const;

function Gap({ gapMs }: { gapMs: number | null }) {
  if (gapMs === null || gapMs === 0) return null;
  return <span className={gapMs >= 1000 ? `${styles.gap} ${styles.long}` : styles.gap}>+{span(gapMs)}</span>;
}

function ChipMark({ chip, learnedAtMs }: { chip: ChipData; learnedAtMs: number | null }) {
  switch (chip.kind) {
    case 'version':
    case 'check':
      return <span>{chip.text}</span>;
    case 'late':
      return learnedAtMs === null ? (
        <Chip dashed>late</Chip>
      ) : (
        <Chip dashed>
          <IconClockUp size={12} aria-hidden />
          learned at {formatInstant(learnedAtMs, 'millis', CONSOLE_ZONE)}
        </Chip>
      );
    case 'submit':
    case 'attempt':
    case 'epoch':
    case 'answered_from_record':
    case 'duplicate':
      return <Chip>{chip.text}</Chip>;
    default:
      return chip.kind satisfies never;
  }
}

function SecondLine({ item, ids }: { item: Placed; ids: readonly IdChip[] }) {
  return (
    <div className={styles.sub}>
      <span className={styles.lane}>{item.lane}</span>
      {item.type === 'row' && item.state ? <OrderStateLabel state={item.state} /> : null}
      {item.type === 'missing' ? (
        <span className="tone medium" data-tone="amber">
          {elapsed(item.overdueMs)} overdue
        </span>
      ) : null}
      {item.type === 'planned' ? <span>in {countdown(item.inMs)}</span> : null}
      {'chips' in item
        ? item.chips.map((chip) => (
            <ChipMark key={chip.kind} chip={chip} learnedAtMs={item.type === 'row' ? item.learnedAtMs : null} />
          ))
        : null}
      {'ids' in item ? (
        ids.slice(0, IDS_SHOWN).map(({ kind, value }) => (
          <span key={kind}>
            {kind === 'trace_id' ? 'trace ' : null}
            <Id
              value={value}
              keep={kind === 'trace_id' ? ID_LENGTH.trace_id : ID_LENGTH.default}
              // beside the fold's own button a link would be too small a target; its rows carry the links
              href={item.type === 'fold' ? undefined : `/console/orders?q=${encodeURIComponent(value)}`}
            />
          </span>
        ))
      ) : item.bracket ? (
        <Id value={item.bracket.operation} href={`/console/orders?q=${encodeURIComponent(item.bracket.operation)}`} />
      ) : null}
    </div>
  );
}

const OPENS = new Set(['row', 'fold']);
const inLink = (event: MouseEvent) => (event.target as HTMLElement).closest('a, button, pre') !== null;

/** One row: the time and its gap, its lane, its operation's bracket, the sentence, and one line of chips and ids. */
export function TimelineRow({
  item,
  evidence,
  cause,
  causes,
  ids,
  passing,
  open,
  lit,
  current,
  toggle,
  light,
}: TimelineRowProps) {
  const opens = OPENS.has(item.type);
  const operation = item.bracket?.operation ?? null;
  const line = item.bracket ?? passing;
  const type = styles[item.type] ?? '';
  return (
    <li
      id={item.key}
      className={`${styles.row} ${type}`}
      data-lit={lit ? '' : undefined}
      data-open={open ? '' : undefined}
      tabIndex={current ? 0 : -1}
      aria-expanded={opens ? open : undefined}
      onMouseEnter={() => light(operation)}
      onMouseLeave={() => light(null)}
      onFocus={() => light(operation)}
      onBlur={() => light(null)}
      onClick={(event) => opens && !inLink(event) && toggle(item.key)}
    >
      <div className={styles.at}>
        <a href={`#${item.key}`}>
          <Time at={item.atMs} form={item.type === 'planned' ? 'clock' : 'millis'} />
        </a>
        {'gapMs' in item ? <Gap gapMs={item.gapMs} /> : null}
      </div>
      <TimelineLanes item={item} cause={cause} causes={causes} />
      <div
        className={styles.bracket}
        data-place={item.bracket?.place}
        data-operation={line ? (line.open ? 'open' : 'settled') : undefined}
      />
      <div className={styles.say}>
        {item.type === 'fold' ? (
          <button type="button" className={styles.unfold} onClick={() => toggle(item.key)} aria-expanded={open}>
            <IconChevronRight size={14} aria-hidden />
            {item.sentence}
          </button>
        ) : (
          <p>{item.sentence}</p>
        )}
        {item.type === 'learned' ? null : <SecondLine item={item} ids={ids} />}
        {open ? <TimelineRecord item={item} evidence={evidence} /> : null}
      </div>
    </li>
  );
}
