import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './choice.module.css';

interface BoxProps {
  readonly label: string;
  readonly isSet: boolean;
  readonly children: ReactNode;
}

/** What is asked and what is chosen, in one box. */
function Box({ children, isSet, label }: BoxProps) {
  return (
    <label className={styles.choice} data-set={isSet || undefined}>
      <span>{label}</span>
      {children}
    </label>
  );
}

type Option<Value extends string> = { readonly value: Value; readonly word: string };

const Options = <Value extends string>({ options }: { options: readonly Option<Value>[] }) =>
  options.map(({ value, word }) => (
    <option key={value} value={value}>
      {word}
    </option>
  ));

const Arrow = () => <IconChevronDown size={12} stroke={1.6} aria-hidden />;

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  /** What it is called when nothing is chosen. */
  readonly any?: string;
  readonly options: readonly Option<Value>[];
  readonly choose: (value: Value | null) => void;
}

/** One filter of a list. */
export function Choice<Value extends string>({ any = 'any', choose, label, options, value }: ChoiceProps<Value>) {
  return (
    <Box label={label} isSet={value !== null}>
      <select
        value={value ?? ''}
        onChange={(event) => choose(options.find((each) => each.value === event.currentTarget.value)?.value ?? null)}
      >
        <option value="">{any}</option>
        <Options options={options} />
      </select>
      <Arrow />
    </Box>
  );
}

interface OneOfProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  readonly choose: (value: Value) => void;
}

/** One that is always chosen. */
export function OneOf<Value extends string>({ choose, label, options, value }: OneOfProps<Value>) {
  const chosen = (word: string) => options.find((each) => each.value === word)?.value ?? value;
  return (
    <Box label={label} isSet={false}>
      <select value={value} onChange={(event) => choose(chosen(event.currentTarget.value))}>
        <Options options={options} />
      </select>
      <Arrow />
    </Box>
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
    <Box label={label} isSet={value !== null}>
      <input type="date" value={value ?? ''} onChange={(event) => choose(event.currentTarget.value || null)} />
    </Box>
  );
}

interface EntryProps {
  readonly label: string;
  readonly type: 'text' | 'datetime-local';
  readonly value: string;
  readonly write: (value: string) => void;
}

/** What is written and not chosen. */
export function Entry({ label, type, value, write }: EntryProps) {
  return (
    <Box label={label} isSet={false}>
      <input
        type={type}
        value={value}
        onChange={(event) => write(event.currentTarget.value)}
        maxLength={255}
        spellCheck={false}
      />
    </Box>
  );
}
