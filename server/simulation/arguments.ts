/** The simulator's command line; wrong arguments are named, never guessed. */
import { ALL_FAULT_KINDS, type FaultKind } from './fault-kinds';

export const HELP = `Usage: npm run sim -- --seed N [options]

The deterministic simulator: the real domain and services on virtual time, with faults. Same seed, same code: same history.

  --seed N         the first seed (1)
  --histories M    how many histories, one seed each (1)
  --trace          print each history line by line
  --mutants        hunt every mutant, at most 500 histories each; with --write the gate begins with the seeds that caught them
  --mutant NAME    run the histories with this mistake built in
  --gate           what npm test runs: repeatability, histories, rare events, mutants
  --without A,B    fault kinds that never strike      (from a failing seed's replay line)
  --absent 0,2     customers that stay at home        (the same)
  --skip 'A#1,B#3' single strikes that do not happen  (the same)
`;

export interface Arguments {
  readonly seed: number;
  readonly histories: number;
  readonly trace: boolean;
  readonly mutants: boolean;
  readonly write: boolean;
  readonly mutant: string | null;
  readonly gate: boolean;
  readonly help: boolean;
  readonly without: ReadonlySet<FaultKind>;
  readonly absent: ReadonlySet<number>;
  readonly skip: ReadonlySet<string>;
}

const FLAGS = ['--trace', '--mutants', '--write', '--gate', '--help'];
const VALUES = ['--seed', '--histories', '--mutant', '--without', '--absent', '--skip'];

/** @throws RangeError that says what is wrong. */
export function parseArguments(argv: readonly string[]): Arguments {
  const given = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const [name = '', inline] = (argv[i] ?? '').split(/=(.*)/s);
    if (FLAGS.includes(name)) given.set(name, '');
    else if (VALUES.includes(name)) {
      const value = inline ?? argv[++i];
      if (value === undefined) throw new RangeError(`${name} needs a value`);
      given.set(name, value);
    } else throw new RangeError(`unknown argument ${argv[i]}; --help lists what there is`);
  }
  return {
    seed: whole(given, '--seed', 1),
    histories: whole(given, '--histories', 1),
    trace: given.has('--trace'),
    mutants: given.has('--mutants'),
    write: given.has('--write'),
    mutant: given.get('--mutant') ?? null,
    gate: given.has('--gate'),
    help: given.has('--help'),
    without: new Set(list(given, '--without').map(faultKind)),
    absent: new Set(list(given, '--absent').map(Number)),
    skip: new Set(list(given, '--skip')),
  };
}

function whole(given: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = given.get(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number, got "${text}"`);
  return value;
}

const list = (given: ReadonlyMap<string, string>, name: string): string[] =>
  (given.get(name) ?? '').split(',').filter((part) => part !== '');

function faultKind(name: string): FaultKind {
  const kind = ALL_FAULT_KINDS.find((known) => known === name);
  if (kind === undefined) throw new RangeError(`unknown fault kind "${name}"; there are ${ALL_FAULT_KINDS.join(', ')}`);
  return kind;
}
