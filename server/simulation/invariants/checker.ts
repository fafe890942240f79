/** All invariants over one history: each commit, each ledger row, each answer, and the rest at the end. */
import type { Region } from '../../domain/ids';
import type { Change } from '../memory/change';
import type { LedgerRow } from '../provider-ledger';
import type { Telling } from '../telling';
import { checkAtRest } from './at-rest';
import { ChargeChecks } from './charges';
import { CopyChecks } from './copies';
import { DegradedModeChecks } from './degraded-mode';
import { EffectChecks } from './effects';
import { checkExplained } from './explained';
import { FenceChecks } from './fencing';
import { checkHumanChanges } from './human-changes';
import { KeptIntentChecks } from './kept-intents';
import { checkOperationMove } from './money-moves-up';
import { OutcomeChecks } from './outcomes';
import { RepairChecks } from './repairs';
import { RoundChecks } from './rounds';
import { StaffToldChecks } from './staff-told';
import { checkHandOversAtRest } from './owners';
import { StockChecks } from './stock';
import { SwitchChecks } from './switches';
import { SweepChecks } from './sweep';
import { ToldChecks } from './told';
import type { Violation } from './violation';
import type { Witnesses } from './witnesses';

export class Checker {
  readonly violations: Violation[] = [];
  readonly charges: ChargeChecks;
  readonly told: ToldChecks;
  readonly staffTold: StaffToldChecks;
  readonly mode: DegradedModeChecks;
  readonly rounds: RoundChecks;
  readonly switches: SwitchChecks;
  private readonly copies: CopyChecks;
  private readonly kept: KeptIntentChecks;
  private readonly repairs: RepairChecks;
  private readonly outcomes: OutcomeChecks;
  private readonly effects: EffectChecks;
  private readonly sweeps: SweepChecks;
  private readonly fences: FenceChecks;
  private readonly stock: StockChecks;

  constructor(
    private readonly witnesses: Witnesses,
    secondPersonOverMinor: number,
    private readonly onViolation: (violation: Violation) => void,
  ) {
    this.charges = new ChargeChecks(witnesses, this.report);
    this.outcomes = new OutcomeChecks(witnesses, this.report);
    this.told = new ToldChecks(witnesses, this.report);
    this.staffTold = new StaffToldChecks(witnesses, this.report);
    this.mode = new DegradedModeChecks(witnesses, this.report);
    this.rounds = new RoundChecks(this.report);
    this.switches = new SwitchChecks(() => witnesses.nowMs(), this.report);
    this.copies = new CopyChecks(witnesses, this.report);
    this.kept = new KeptIntentChecks(witnesses, this.report);
    this.repairs = new RepairChecks(witnesses, this.report, secondPersonOverMinor);
    this.effects = new EffectChecks(this.report);
    this.sweeps = new SweepChecks(witnesses, this.report);
    this.fences = new FenceChecks(this.report);
    this.stock = new StockChecks(witnesses, this.report);
  }

  onCommit(region: Region, changes: readonly Change[]): void {
    for (const change of changes) {
      this.witnesses.owners.onChange(region, change, this.report);
      this.fences.onChange(region, change);
      this.copies.onChange(change);
      this.kept.onChange(region, change);
      this.mode.onChange(region, change);
      this.effects.onChange(change);
      this.staffTold.onChange(change);
      if (change.kind === 'transition') this.outcomes.onTransition(change.row);
      if (change.kind === 'case') this.sweeps.onCase(change.row);
      if (change.kind === 'swept') this.sweeps.onSwept(region, change);
      if (change.kind === 'operation') checkOperationMove(change.before, change.after, this.report);
    }
    for (const change of changes) if (change.kind === 'transition') this.outcomes.onEnding(change.row);
    this.repairs.onCommit(changes);
    checkHumanChanges(changes, this.witnesses.nowMs(), this.report);
    this.stock.onCommit(region, changes);
  }

  onOwnerWrite(shard: number, holder: string): void {
    this.fences.onOwnerWrite(shard, holder);
  }

  /** A call that can move money leaves a process of this region. */
  onSend(operation: string, orderId: string, region: Region): void {
    this.charges.onSend(operation, orderId);
    this.kept.onSend(operation, orderId, region);
  }

  onLedgerRow(row: LedgerRow): void {
    this.charges.onLedgerRow(row);
    this.kept.onLedgerRow(row);
    this.repairs.onLedgerRow(row);
  }

  onTold(telling: Telling): void {
    this.told.onTold(telling);
    this.copies.onTold(telling);
    this.kept.onTold(telling);
  }

  /** Between two events, at any instant. */
  atAnInstant(): void {
    if (this.violations.length === 0) checkExplained(this.witnesses, this.report);
  }

  atRest(): void {
    this.atAnInstant();
    checkAtRest(this.witnesses, this.effects, this.report);
    this.rounds.atRest();
    this.sweeps.atRest();
    this.kept.atRest();
    this.stock.atRest();
    checkHandOversAtRest(this.witnesses.databases, this.report);
  }

  private readonly report = (promise: string, text: string): void => {
    const violation = { promise, text, atMs: this.witnesses.nowMs() };
    this.violations.push(violation);
    this.onViolation(violation);
  };
}
