import { IconChevronDown } from '@tabler/icons-react';
import styles from './choice.module.css';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  /** What it is called when nothing is chosen. */
  readonly any?: string;
  readonly options: readonly { readonly value: Value; readonly word: string }[];
  readonly choose: (value: Value | null) => void;
}

/** One filter of a list: its name and what is chosen, in one box. */
export function Choice<Value extends string>({ any = 'any', choose, label, options, value }: ChoiceProps<Value>) {
  return (
    <label className={styles.choice} data-set={value === null ? undefined : true}>
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={(event) => choose(options.find((each) => each.value === event.currentTarget.value)?.value ?? null)}
      >
        <option value="">{any}</option>
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.word}
          </option>
        ))}
      </select>
      <IconChevronDown size={12} stroke={1.6} aria-hidden />
    </label>
  );
}

/** A value is its own word. */
export const wordsOf = <Value extends string>(values: readonly Value[]) =>
  values.map((value) => ({ value, word: value }));

interface DayProps {
  readonly label: string;
  /** 2026-11-28, a day in UTC. */
  readonly value: string | null;
  readonly choose: (value: string | null) => void;
}

/** A day that a list begins or ends with. */
export function Day({ choose, label, value }: DayProps) {
  return (
    <label className={styles.choice} data-set={value === null ? undefined : true}>
      <span>{label}</span>
      <input type="date" value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)} />
    </label>
  );
}
