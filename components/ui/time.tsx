import type { ReactNode } from 'react';
import { exactInstant, formatInstant, formatRelative, type TimeForm } from './format-time';
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
  /** Focusable, so that the exact instant can be reached by keyboard; off where a row is focusable itself. */
  readonly reachable?: boolean;
  /** Said in place of the instant itself: "6 min past". */
  readonly children?: ReactNode;
}

/** An instant for people; its exact value and zone on hover and on focus. */
export function Time({ at, children, form = 'clock', zone = CONSOLE_ZONE, relativeTo, reachable = false }: TimeProps) {
  const exact = exactInstant(at, zone);
  return (
    <time
      className={styles.time}
      dateTime={new Date(at).toISOString()}
      title={exact}
      data-exact={exact}
      tabIndex={reachable ? 0 : undefined}
    >
      {children ?? (relativeTo === undefined ? formatInstant(at, form, zone) : formatRelative(at, relativeTo))}
    </time>
  );
}
