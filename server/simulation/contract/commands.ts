/** Random store commands as plain data: each means the same to every implementation. */
import fc from 'fast-check';
import { ORDER_STATES, type OrderState } from '../../domain/order';
import type { HoldEffect } from '../../domain/order';
import { type DeskCommand, deskCommand, deskScene, type SettlementDraft, settlement } from './desk-commands';

export type Corruption =
  | 'none'
  | 'illegal_step'
  | 'version_gap'
  | 'same_sku_twice'
  | 'no_quantity'
  | 'no_total'
  | 'unknown_sku'
  | 'other_operation_name';

export type Command =
  | DeskCommand
  | { readonly kind: 'open_checkout'; readonly order: number }
  | {
      readonly kind: 'place';
      readonly order: number;
      readonly scope: 'pay' | 'hold_only' | 'out_of_stock';
      readonly quantity: number;
      readonly corruption: Corruption;
    }
  | { readonly kind: 'take_shards'; readonly holder: string; readonly lasting: boolean }
  | { readonly kind: 'renew'; readonly holder: string }
  | { readonly kind: 'release'; readonly holder: string }
  | { readonly kind: 'decide'; readonly decisions: readonly DecisionDraft[]; readonly afterMs: number }
  | {
      readonly kind: 'record';
      readonly order: number;
      readonly operation: 'pay' | 'capture' | 'void' | 'refund' | 'missing';
      readonly said: (typeof SAID)[number];
      readonly event: number | null;
      readonly nextCheck: 'keep' | 'none' | 'soon';
      readonly says: 'closes' | 'opens' | 'both';
      readonly afterMs: number;
    }
  | { readonly kind: 'claim_due'; readonly kinds: 'pay' | 'follow_ups'; readonly afterMs: number }
  | { readonly kind: 'check_now'; readonly order: number; readonly operation: 'pay' | 'capture' }
  | { readonly kind: 'bring_forward'; readonly agoMs: number; readonly afterMs: number }
  | { readonly kind: 'postpone' | 'park'; readonly order: number; readonly schema: Schema; readonly afterMs: number }
  | { readonly kind: 'consume'; readonly order: number; readonly consumer: 'mail' | 'sales' }
  | { readonly kind: 'settle_mail'; readonly order: number; readonly error: string | null }
  | { readonly kind: 'requeue_mail'; readonly order: number }
  | { readonly kind: 'append_evidence'; readonly order: number; readonly lane: string }
  | {
      readonly kind: 'set_item';
      readonly cart: number;
      readonly sku: string;
      readonly quantity: number;
      readonly ifVersion: number | null;
    }
  | { readonly kind: 'create_cart'; readonly cart: number }
  /** A keeper that knows its epochs, or one that has lost them. */
  | {
      readonly kind: 'release_ended';
      readonly epoch: 'current' | 'stale';
      readonly most: number;
      readonly afterMs: number;
    }
  | {
      readonly kind: 'sweep';
      readonly pass: 1 | 2 | 3;
      readonly fromMinute: number;
      readonly minutes: number;
      readonly follows: 'from' | 'nothing' | 'earlier';
      readonly miscounted: boolean;
      readonly order: number;
      readonly says: 'nothing' | 'opens' | 'closes' | 'both';
      readonly afterMs: number;
    }
  | { readonly kind: 'read'; readonly what: (typeof READS)[number]; readonly order: number; readonly afterMs: number };

export interface DecisionDraft {
  readonly order: number;
  readonly to: OrderState | null;
  readonly from: OrderState | 'as_it_is';
  readonly version: 'as_it_is' | 'one_less' | 'one_more';
  readonly epoch: 'current' | 'stale';
  readonly hold: HoldEffect;
  readonly money: 'none' | 'capture' | 'capture_too_much' | 'void' | 'void_of_another' | 'refund' | 'rest';
  readonly tells: boolean;
  readonly consumes: Schema | null;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly repair: SettlementDraft | null;
}

export const SAID = [
  'authorized',
  'authorized_otherwise',
  'declined',
  'unknown',
  'processing',
  'requires_action',
  'never_accepted',
  'voided',
  'refunded',
  'acknowledged',
  'failed',
] as const;
export const SCHEMAS = [
  'payment_authorized',
  'payment_declined',
  'payment_outcome_unknown',
  'payment_reconciled',
  'order_confirmed',
] as const;
export type Schema = (typeof SCHEMAS)[number];
export const READS = [
  'order',
  'status',
  'lines',
  'operations',
  'evidence',
  'overdue',
  'ran_out',
  'for_owner',
  'for_mail',
  'depths',
  'mails',
  'unsent',
  'shards',
  'epoch',
  'checkout',
  'cart',
  'products',
  'reservations',
  'sweep_standing',
  'last_sweep',
  'swept_order',
  'expected',
  'cases',
  'repairs',
  'audit',
  'queue',
] as const;
export const ORDERS = 4;
export const SKUS = ['mug', 'plate', 'lamp'] as const;

const order = fc.nat({ max: ORDERS - 1 });
const afterMs = fc.constantFrom(0, 1_000, 3_000, 60_000, 31 * 60_000);
const holder = fc.constantFrom('worker-a', 'worker-b');

const decision: fc.Arbitrary<DecisionDraft> = fc.record({
  order,
  to: fc.option(fc.constantFrom(...ORDER_STATES), { freq: 6 }),
  from: fc.oneof({ arbitrary: fc.constant('as_it_is' as const), weight: 9 }, fc.constantFrom(...ORDER_STATES)),
  version: fc.constantFrom('as_it_is', 'as_it_is', 'as_it_is', 'as_it_is', 'as_it_is', 'one_less', 'one_more'),
  epoch: fc.constantFrom('current', 'current', 'current', 'current', 'stale'),
  hold: fc.constantFrom('keep', 'extend', 'commit', 'release'),
  money: fc.constantFrom(
    'none',
    'none',
    'none',
    'capture',
    'capture_too_much',
    'void',
    'void_of_another',
    'refund',
    'rest',
  ),
  tells: fc.boolean(),
  consumes: fc.option(fc.constantFrom(...SCHEMAS), { freq: 1 }),
  opens: fc.boolean(),
  closes: fc.boolean(),
  repair: settlement,
});

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open_checkout' as const), order }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      order,
      scope: fc.constantFrom('pay', 'pay', 'pay', 'hold_only', 'out_of_stock'),
      quantity: fc.integer({ min: 1, max: 4 }),
      corruption: fc.oneof(
        { weight: 6, arbitrary: fc.constant('none' as const) },
        fc.constantFrom<Corruption>(
          'illegal_step',
          'version_gap',
          'same_sku_twice',
          'no_quantity',
          'no_total',
          'unknown_sku',
          'other_operation_name',
        ),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take_shards' as const), holder, lasting: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('renew' as const, 'release' as const), holder }) },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      decisions: fc.array(decision, { minLength: 1, maxLength: 3 }),
      afterMs,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      order,
      operation: fc.constantFrom('pay', 'pay', 'pay', 'pay', 'capture', 'void', 'refund', 'missing'),
      said: fc.constantFrom(...SAID),
      event: fc.option(fc.nat({ max: 2 })),
      nextCheck: fc.constantFrom('keep', 'none', 'soon'),
      says: fc.constantFrom('closes', 'closes', 'opens', 'both'),
      afterMs,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('claim_due' as const),
      kinds: fc.constantFrom('pay', 'follow_ups'),
      afterMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('check_now' as const),
      order,
      operation: fc.constantFrom('pay', 'capture'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bring_forward' as const),
      agoMs: fc.constantFrom(0, 1_000, 60_000),
      afterMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('postpone' as const, 'park' as const),
      order,
      schema: fc.constantFrom(...SCHEMAS),
      afterMs,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('consume' as const), order, consumer: fc.constantFrom('mail', 'sales') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('settle_mail' as const),
      order,
      error: fc.option(fc.constantFrom('no route', 'refused')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('requeue_mail' as const), order }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('append_evidence' as const),
      order,
      lane: fc.constantFrom('customer', 'queue', 'nowhere'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('set_item' as const),
      cart: fc.nat({ max: 1 }),
      sku: fc.constantFrom(...SKUS),
      quantity: fc.nat({ max: 3 }),
      ifVersion: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create_cart' as const), cart: fc.nat({ max: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('release_ended' as const),
      epoch: fc.constantFrom('current', 'current', 'current', 'stale'),
      most: fc.constantFrom(1, 64),
      afterMs,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('sweep' as const),
      pass: fc.constantFrom(1 as const, 1 as const, 2 as const, 3 as const),
      fromMinute: fc.nat({ max: 4 }),
      minutes: fc.constantFrom(1, 1, 1, 2, 0, 1_500),
      follows: fc.constantFrom('from', 'from', 'from', 'nothing', 'earlier'),
      miscounted: fc.constantFrom(false, false, false, false, true),
      order,
      says: fc.constantFrom('nothing', 'opens', 'opens', 'closes', 'both'),
      afterMs,
    }),
  },
  { weight: 22, arbitrary: deskCommand(order, afterMs) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('read' as const), what: fc.constantFrom(...READS), order, afterMs }),
  },
);

/** A proposal, perhaps a move of its order, and its approval; a case that two people want. */
const scene: fc.Arbitrary<readonly Command[]> = fc
  .tuple(deskScene(fc.nat({ max: 1 })), decision, fc.constantFrom('nothing', 'moves', 'opens'))
  .map(([people, draft, between]): readonly Command[] => {
    const [first, ...rest] = people;
    if (first === undefined || !('order' in first)) return people;
    const own = {
      ...draft,
      order: first.order,
      version: 'as_it_is',
      epoch: 'current',
      money: 'none',
      hold: 'keep',
    } as const;
    const decided = { ...own, from: 'as_it_is', consumes: null, repair: null } as const;
    const decide = (made: Partial<DecisionDraft>): Command => ({
      kind: 'decide',
      decisions: [{ ...decided, ...made }],
      afterMs: 0,
    });
    switch (between) {
      case 'moves':
        return [first, decide({ to: 'payment_pending', opens: false, closes: false }), ...rest];
      case 'opens':
        return [decide({ to: null, opens: true }), first, ...rest];
      default:
        return people;
    }
  });

/** Most sequences begin with leases and placed orders, or nearly everything would be refused. */
export const script: fc.Arbitrary<readonly Command[]> = fc
  .array(fc.oneof({ weight: 12, arbitrary: command.map((each) => [each]) }, { weight: 1, arbitrary: scene }), {
    minLength: 20,
    maxLength: 60,
  })
  .map((commands) => [
    { kind: 'take_shards', holder: 'worker-a', lasting: true },
    { kind: 'place', order: 0, scope: 'pay', quantity: 1, corruption: 'none' },
    { kind: 'place', order: 1, scope: 'hold_only', quantity: 2, corruption: 'none' },
    ...commands.flat(),
  ]);
