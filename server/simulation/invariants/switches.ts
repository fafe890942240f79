/**
 * S15 at the switches: once a person was told that a pause is set in a region, that region lets nobody in against it, from as soon as its
 * processes cannot go by anything older, until it ends or somebody sets the switch again.
 */
import type { Control, ControlValue, PauseScope } from '../../domain/control';
import type { Region } from '../../domain/ids';
import type { PaymentAttempt } from '../../services/checkout-admission';
import type { Report } from './violation';

/** Written out once more: as long as a process may go by what it read, and a clock may be off. */
const HELD_MS = 5_700;
const SKEW_MS = 500;

interface Pause {
  readonly name: string;
  readonly scope: PauseScope;
  readonly regions: readonly Region[];
  readonly fromMs: number;
  readonly untilMs: number;
}

export class SwitchChecks {
  private pauses: Pause[] = [];
  /** By switch: how often somebody set out to set it. */
  private readonly tries = new Map<string, number>();

  constructor(
    private readonly nowMs: () => number,
    private readonly report: Report,
  ) {}

  /** Somebody sets out to set the switch; from now on nothing is known of it until they are told. @returns whom to tell what they were told. */
  asked(name: string): (control: Control, value: ControlValue, regions: readonly Region[]) => void {
    const mine = (this.tries.get(name) ?? 0) + 1;
    this.tries.set(name, mine);
    this.pauses = this.pauses.filter((pause) => pause.name !== name);
    return (control, value, regions) => {
      const isOvertaken = this.tries.get(name) !== mine;
      if (isOvertaken || control.kind !== 'pause' || value.kind !== 'pause' || !value.paused) return;
      const untilMs = (value.untilMs ?? Number.POSITIVE_INFINITY) - SKEW_MS;
      this.pauses.push({ name, scope: control.scope, regions, fromMs: this.nowMs() + HELD_MS, untilMs });
    };
  }

  onAdmission(region: Region, admitted: boolean, attempt: PaymentAttempt): void {
    if (!admitted) return;
    const nowMs = this.nowMs();
    for (const { fromMs, name, regions, scope, untilMs } of this.pauses)
      if (regions.includes(region) && nowMs >= fromMs && nowMs < untilMs && isOf(scope, region, attempt))
        this.report('S15', `${region} lets ${attempt.paymentMethod} in, although ${name} stands there`);
  }
}

/** Written out once more. */
function isOf(scope: PauseScope, region: Region, { paymentMethod, skus }: PaymentAttempt): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'region':
      return scope.region === region;
    case 'method':
      return scope.method === 'card' || scope.method === paymentMethod;
    case 'product':
      return skus.includes(scope.sku);
    default:
      return scope satisfies never;
  }
}
