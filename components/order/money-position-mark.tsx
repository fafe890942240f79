/** Where the money is, apart from the order's state: a card shape of its own family. Unknown never stands without "at most". */
import type { ReactNode } from 'react';
import { SvgMark } from '@/components/ui/marks';
import type { MoneyPosition, MoneyStanding } from '@/server/domain/money-position';
import { moneyWords } from '@/server/domain/money-words';
import { MONEY_POSITION_WORDS } from '@/server/domain/order-state-words';
import styles from './order-state.module.css';

const card = (dashed = false, full = false) => (
  <rect
    x="1"
    y="2"
    width="16"
    height="10"
    rx="2"
    strokeDasharray={dashed ? '2.2 2.1' : undefined}
    fill={full ? 'currentColor' : undefined}
  />
);
const arrow = <path d="M12 7H6m2-2L6 7l2 2" />;

const SHAPES: Record<MoneyPosition, ReactNode> = {
  not_moved: card(),
  unknown: (
    <>
      {card(true)}
      <circle cx="9" cy="7" r="1.9" fill="currentColor" stroke="none" />
    </>
  ),
  held: (
    <>
      {card()}
      <path d="M3 4h6v6H3z" fill="currentColor" stroke="none" />
    </>
  ),
  captured: card(false, true),
  returning: (
    <>
      {card(true)}
      {arrow}
    </>
  ),
  returned: (
    <>
      {card()}
      {arrow}
    </>
  ),
};

function sentence(standing: MoneyStanding): string {
  const word = MONEY_POSITION_WORDS[standing.position].word;
  if (!('atMost' in standing)) return `Money ${word}`;
  return standing.position === 'unknown'
    ? `Money ${word}, at most ${moneyWords(standing.atMost)}`
    : `${moneyWords(standing.atMost)} ${word}`;
}

interface MoneyPositionMarkProps {
  readonly standing: MoneyStanding;
  /** `sentence` names the amount; `word` is the bare word for a heading whose rows name it. */
  readonly words?: 'sentence' | 'word';
}

export function MoneyPositionMark({ standing, words = 'sentence' }: MoneyPositionMarkProps) {
  const look = MONEY_POSITION_WORDS[standing.position];
  return (
    <span className={`${styles.state} ${styles.wraps}`} data-tone={look.tone}>
      <SvgMark width={18}>{SHAPES[standing.position]}</SvgMark>
      {words === 'word' ? look.word : sentence(standing)}
    </span>
  );
}
