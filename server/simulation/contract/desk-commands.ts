/** What people do at the desk, as random commands: repairs, claims of cases, look-ups, notes. Few people, few clicks: they meet. */
import fc from 'fast-check';
import { NEXT_CASE_PRESETS, type NextCasePreset } from '../../domain/case-queue';
import { REPAIR_KINDS, type RepairKind } from '../../domain/repair/repair';

export const PEOPLE = ['ana@evident.test', 'tom@evident.test', 'eve@evident.test'] as const;
type Person = (typeof PEOPLE)[number];
const CASES = ['none', 'decided', 'decided:2', 'parked', 'nowhere'] as const;
export type CaseDraft = (typeof CASES)[number];

/** Who, with which click, on which order, how much later. */
interface Click {
  readonly order: number;
  readonly by: Person;
  readonly click: number;
  readonly afterMs: number;
}

export type RepairFlaw =
  | 'none'
  | 'no_evidence'
  | 'short_reason'
  | 'no_amount'
  | 'zero'
  | 'unasked_amount'
  | 'other_hash'
  /** Judged before the last one of the order was written. */
  | 'taken_number'
  | 'said_since';

export type DeskCommand =
  | (Click & {
      readonly kind: 'propose';
      readonly repair: RepairKind;
      readonly amountMinor: number;
      readonly case: CaseDraft;
      readonly version: 'as_it_is' | 'one_less';
      readonly takesTwo: boolean;
      readonly flaw: RepairFlaw;
    })
  | (Click & { readonly kind: 'approve'; readonly proposedIn: number; readonly hash: 'seen' | 'another' })
  | (Click & { readonly kind: 'end_repair'; readonly proposedIn: number; readonly how: 'refused' | 'withdrawn' })
  | (Click & {
      readonly kind: 'work_case';
      readonly change: 'claim' | 'keep' | 'release' | 'hand_over' | 'note';
      readonly case: CaseDraft;
      readonly to: Person;
    })
  | (Click & { readonly kind: 'next_case'; readonly preset: NextCasePreset; readonly onward: boolean })
  | (Click & { readonly kind: 'ask_look_up'; readonly operation: 'pay' | 'capture' })
  | (Click & { readonly kind: 'add_note' | 'resend_mail' | 'audit' })
  | { readonly kind: 'escalate'; readonly limit: number; readonly afterMs: number };

/** What a decision says of a repair that was proposed with that click. */
export interface SettlementDraft {
  readonly click: number;
  readonly how: 'applied' | 'applied_without_after' | 'refused' | 'refused_without_why';
  readonly refundMinor: number | null;
}

const click = fc.nat({ max: 6 });

export const settlement: fc.Arbitrary<SettlementDraft | null> = fc.option(
  fc.record({
    click,
    how: fc.constantFrom('applied', 'applied', 'applied', 'applied_without_after', 'refused', 'refused_without_why'),
    refundMinor: fc.constantFrom(null, null, 100, 100, 0),
  }),
  { freq: 2 },
);

/** Commands that belong together: by themselves they would seldom meet. */
export function deskScene(order: fc.Arbitrary<number>): fc.Arbitrary<readonly DeskCommand[]> {
  const person = fc.constantFrom(...PEOPLE);
  const soon = fc.constantFrom(0, 1_000, 60_000);
  const taken = fc.record({
    order,
    first: person,
    second: person,
    firstClick: click,
    secondClick: click,
    afterMs: soon,
  });
  return fc.oneof(
    fc
      .tuple(
        taken,
        fc.constantFrom(...REPAIR_KINDS),
        fc.constantFrom('seen' as const, 'seen' as const, 'another' as const),
      )
      .map(([{ afterMs, first, firstClick, order: of, second, secondClick }, repair, hash]): DeskCommand[] => [
        {
          kind: 'propose',
          order: of,
          by: first,
          click: firstClick,
          afterMs,
          repair,
          amountMinor: 500,
          case: 'none',
          version: 'as_it_is',
          takesTwo: true,
          flaw: 'none',
        },
        { kind: 'approve', order: of, by: second, click: secondClick, afterMs, proposedIn: firstClick, hash },
      ]),
    fc
      .tuple(taken, fc.constantFrom('claim' as const, 'keep' as const, 'release' as const, 'hand_over' as const))
      .map(([{ afterMs, first, firstClick, order: of, second, secondClick }, change]): DeskCommand[] => [
        {
          kind: 'work_case',
          change: 'claim',
          order: of,
          by: first,
          click: firstClick,
          afterMs,
          case: 'decided',
          to: first,
        },
        { kind: 'work_case', change, order: of, by: second, click: secondClick, afterMs, case: 'decided', to: first },
      ]),
  );
}

export function deskCommand(order: fc.Arbitrary<number>, afterMs: fc.Arbitrary<number>): fc.Arbitrary<DeskCommand> {
  const asked = { order, by: fc.constantFrom(...PEOPLE), click, afterMs };
  const named = fc.constantFrom<CaseDraft>('none', 'none', ...CASES, 'decided');
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('propose' as const),
        ...asked,
        repair: fc.constantFrom(...REPAIR_KINDS),
        amountMinor: fc.constantFrom(100, 500, 1_000),
        case: named,
        version: fc.constantFrom('as_it_is', 'as_it_is', 'as_it_is', 'as_it_is', 'one_less'),
        takesTwo: fc.boolean(),
        flaw: fc.oneof(
          { weight: 9, arbitrary: fc.constant('none' as const) },
          fc.constantFrom<RepairFlaw>(
            'no_evidence',
            'short_reason',
            'no_amount',
            'zero',
            'unasked_amount',
            'other_hash',
            'taken_number',
            'said_since',
          ),
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('approve' as const),
        ...asked,
        proposedIn: click,
        hash: fc.constantFrom('seen', 'seen', 'seen', 'another'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('end_repair' as const),
        ...asked,
        proposedIn: click,
        how: fc.constantFrom('refused', 'withdrawn'),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('work_case' as const),
        ...asked,
        change: fc.constantFrom('claim', 'claim', 'claim', 'keep', 'release', 'hand_over', 'note'),
        case: fc.constantFrom<CaseDraft>('decided', 'decided', ...CASES),
        to: fc.constantFrom(...PEOPLE),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('next_case' as const),
        ...asked,
        preset: fc.constantFrom(...NEXT_CASE_PRESETS),
        onward: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('ask_look_up' as const),
        ...asked,
        operation: fc.constantFrom('pay', 'capture'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom('add_note' as const, 'resend_mail' as const, 'audit' as const),
        ...asked,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('escalate' as const), limit: fc.constantFrom(1, 100), afterMs }),
    },
  );
}
