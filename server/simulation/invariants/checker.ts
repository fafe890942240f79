/** All invariants over one history: each commit, each ledger row, each answer, and the rest at the end. */
import type { Region } from '../../domain/ids';
import type { Change } from '../memory/change';
import type { LedgerRow } from '../provider-ledger';
import type { Telling } from '../telling';
import { checkAtRest } from './at-rest';
import { ChargeChecks } from './charges';
import { EffectChecks } from './effects';
import { FenceChecks } from './fencing';
import { checkHumanChanges } from './human-changes';
import { checkOperationMove } from './money-moves-up';
import { OutcomeChecks } from './outcomes';
import { RepairChecks } from './repairs';
import { StaffToldChecks } from './staff-told';
import { checkStock } from './stock';
import { SweepChecks } from './sweep';
import { ToldChecks } from './told';
import type { Violation } from './violation';
import type { Witnesses } from './witnesses';

export class Checker {
  readonly violations: Violation[] = [];
  readonly charges: ChargeChecks;
  readonly told: ToldChecks;
  readonly staffTold: StaffToldChecks;
  private readonly repairs: RepairChecks;
  private readonly outcomes: OutcomeChecks;
  private readonly effects: EffectChecks;
  private readonly sweeps: SweepChecks;
  private readonly fences: Record<Region, FenceChecks>;

  constructor(
    private readonly witnesses: Witnesses,
    secondPersonOverMinor: number,
    private readonly onViolation: (violation: Violation) => void,
  ) {
    this.charges = new ChargeChecks(witnesses, this.report);
    this.outcomes = new OutcomeChecks(witnesses, this.report);
    this.told = new ToldChecks(witnesses, this.report);
    this.staffTold = new StaffToldChecks(witnesses, this.report);
    this.repairs = new RepairChecks(witnesses, this.report, secondPersonOverMinor);
    this.effects = new EffectChecks(this.report);
    this.sweeps = new SweepChecks(witnesses, this.report);
    this.fences = { east: new FenceChecks('east', this.report), west: new FenceChecks('west', this.report) };
  }

  onCommit(region: Region, changes: readonly Change[]): void {
    for (const change of changes) {
      this.fences[region].onChange(change);
      this.effects.onChange(change);
      this.staffTold.onChange(change);
      if (change.kind === 'transition') this.outcomes.onTransition(change.row);
      if (change.kind === 'case') this.sweeps.onCase(change.row);
      if (change.kind === 'operation') checkOperationMove(change.before, change.after, this.report);
    }
    for (const change of changes) if (change.kind === 'transition') this.outcomes.onEnding(change.row);
    this.repairs.onCommit(changes);
    checkHumanChanges(changes, this.witnesses.nowMs(), this.report);
    checkStock(this.witnesses.databases[region], region, changes, this.witnesses.initialStock, this.report);
  }

  onOwnerWrite(region: string, shard: number, holder: string): void {
    (region === 'east' ? this.fences.east : this.fences.west).onOwnerWrite(shard, holder);
  }

  onLedgerRow(row: LedgerRow): void {
    this.charges.onLedgerRow(row);
    this.repairs.onLedgerRow(row);
  }

  onTold(telling: Telling): void {
    this.told.onTold(telling);
  }

  atRest(): void {
    checkAtRest(this.witnesses, this.effects, this.report);
    this.sweeps.atRest();
  }

  private readonly report = (promise: string, text: string): void => {
    const violation = { promise, text, atMs: this.witnesses.nowMs() };
    this.violations.push(violation);
    this.onViolation(violation);
  };
}
