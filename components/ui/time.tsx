import type { ReactNode } from 'react';
import { exactInstant, formatInstant, formatNear, formatRelative, type TimeForm } from './format-time';
import styles from './time.module.css';

/** Staff read one clock in every region; the shop passes its own. */
export const CONSOLE_ZONE = 'UTC';

interface TimeProps {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly form?: TimeForm;
  readonly zone?: string;
  /** With it the text is relative ("6 min ago") to this instant. */
  readonly relativeTo?: number;
  /** Read at this instant: what is of another day says so. */
  readonly near?: number;
  /** Focusable, so that the exact instant can be reached by keyboard; off where a row is focusable itself. */
  readonly reachable?: boolean;
  /** Said in place of the instant itself: "6 min past". */
  readonly children?: ReactNode;
}

/** An instant for people; its exact value and zone on hover and on focus. */
export function Time(props: TimeProps) {
  const { at, children, reachable = false, zone = CONSOLE_ZONE } = props;
  const exact = exactInstant(at, zone);
  return (
    <time
      className={styles.time}
      dateTime={new Date(at).toISOString()}
      title={exact}
      data-exact={exact}
      tabIndex={reachable ? 0 : undefined}
    >
      {children ?? words(props, zone)}
    </time>
  );
}

function words({ at, form = 'clock', near, relativeTo }: TimeProps, zone: string): string {
  if (relativeTo !== undefined) return formatRelative(at, relativeTo);
  if (near === undefined || form === 'day' || form === 'day-clock') return formatInstant(at, form, zone);
  return formatNear(at, near, form, zone);
}
