/** Every mutant that the gate must catch. */
import type { Mutant } from '../mutant';
import * as decision from './decision-mutants';
import * as message from './message-mutants';
import * as mode from './mode-mutants';
import * as ownership from './ownership-mutants';
import * as provider from './provider-mutants';
import * as region from './region-mutants';
import * as repair from './repair-mutants';
import * as switches from './switch-mutants';
import * as sweep from './sweep-mutants';
import * as telling from './telling-mutants';

export const MUTANTS: readonly Mutant[] = [
  ...Object.values(provider),
  ...Object.values(decision),
  ...Object.values(ownership),
  ...Object.values(message),
  ...Object.values(mode),
  ...Object.values(region),
  ...Object.values(repair),
  ...Object.values(switches),
  ...Object.values(sweep),
  ...Object.values(telling),
];
