/** docs/simulation.md names every fault and every mutant, and no other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_FAULT_KINDS } from './fault-kinds';
import { MUTANTS } from './mutants/all-mutants';

const page = readFileSync(new URL('../../docs/simulation.md', import.meta.url), 'utf8');
const sectionOf = (title: string): string => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const inOrder = (names: readonly (string | undefined)[]): string[] =>
  names.map(String).sort((a, b) => (a < b ? -1 : 1));

describe('docs/simulation.md', () => {
  it('names every fault', () => {
    const named = [...sectionOf('Faults').matchAll(/`([a-z0-9_]+)`/g)].map(([, kind]) => kind);
    expect(inOrder(named)).toEqual(inOrder(ALL_FAULT_KINDS));
  });

  it('names every mutant', () => {
    const rows = sectionOf('Mutants')
      .split('\n')
      .flatMap((line) => (line.startsWith('| ') && line.includes(' · ') ? (line.split(' | ')[1] ?? '') : []));
    const named = rows.flatMap((row) => row.replace(/ \|$/, '').split(' · '));
    expect(inOrder(named)).toEqual(inOrder(MUTANTS.map(({ name }) => name)));
  });
});
