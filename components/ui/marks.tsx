/**
 * The small marks that stand before a word. Solid is settled, dashed is not; the shape alone must be enough in grey.
 */
import type { ReactNode } from 'react';
import styles from './marks.module.css';
import type { Tone } from './tone';

interface SvgMarkProps {
  readonly children: ReactNode;
  readonly width?: number;
  readonly turns?: boolean;
}

/** The frame of every mark: 14 px high, stroke 1.5, drawn in the tone of its parent, silent to a screen reader. */
export function SvgMark({ children, width = 14, turns = false }: SvgMarkProps) {
  return (
    <svg
      className={turns ? `${styles.mark} ${styles.turns}` : styles.mark}
      width={width}
      height={14}
      viewBox={`0 0 ${width} 14`}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const dashedRing = <circle cx="7" cy="7" r="5.5" strokeDasharray="2.16 2.16" />;

/** A check that holds, or one that does not hold yet (which is not an error). */
export function CheckMark({ holds, tone }: { holds: boolean; tone?: Tone }) {
  return (
    <span className={styles.box} data-tone={tone ?? (holds ? 'green' : 'amber')}>
      <SvgMark>
        {holds ? (
          <path d="m3 7.4 2.7 2.7L11 4.4" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" />
        ) : (
          dashedRing
        )}
      </SvgMark>
    </span>
  );
}

/** A region, a mode, a link: solid when in reach, dashed when not settled. */
export function DotMark({ tone, dashed = false }: { tone: Tone; dashed?: boolean }) {
  return (
    <span className={styles.box} data-tone={tone}>
      <SvgMark>{dashed ? dashedRing : <circle cx="7" cy="7" r="3.5" fill="currentColor" stroke="none" />}</SvgMark>
    </span>
  );
}

/** A broken promise, a fenced writer: the only red mark. */
export function CrossMark() {
  return (
    <span className={styles.box} data-tone="red">
      <SvgMark>
        <path d="m4 4 6 6m0-6-6 6" strokeLinecap="round" strokeWidth="1.75" />
      </SvgMark>
    </span>
  );
}

/** Half settled, half not: what Evident keeps apart. */
export function BrandMark() {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d="M9 1.8a7.2 7.2 0 0 0 0 14.4" />
      <path d="M9 1.8a7.2 7.2 0 0 1 0 14.4" strokeDasharray="2.3 2.22" strokeDashoffset="-1.1" />
      <circle cx="9" cy="9" r="2.2" fill="currentColor" stroke="none" />
    </svg>
  );
}
