import { describe, expect, test } from 'vitest';
import {
  type Control,
  controlName,
  controlOf,
  inForce,
  methodFamily,
  normalValue,
  storedValue,
  valueOf,
} from './control';

const EVERY: readonly Control[] = [
  { kind: 'ramp' },
  { kind: 'pause', scope: { kind: 'all' } },
  { kind: 'pause', scope: { kind: 'region', region: 'west' } },
  { kind: 'pause', scope: { kind: 'method', method: 'card' } },
  { kind: 'pause', scope: { kind: 'product', sku: 'sku-9:red' } },
  { kind: 'shed', work: 'nonessential_mail' },
];

describe('a switch', () => {
  test.each(EVERY)('$kind is found again by its name', (control) => {
    expect(controlOf(controlName(control))).toEqual(control);
  });

  test.each(EVERY)('$kind keeps its value through the record', (control) => {
    const value = normalValue(control);
    expect(valueOf(control, JSON.parse(JSON.stringify(storedValue(value))))).toEqual(value);
    expect(inForce(value, 0)).toBe(false);
  });

  test.each([
    '',
    'payments',
    'payments_paused:region:north',
    'payments_paused:product:',
    'shed:orders',
    'payments_paused:method:A B',
  ])('is none by the name %j', (name) => expect(controlOf(name)).toBeNull());

  test.each([null, 'on', {}, { paused: 'yes' }, { percent: 50 }])('takes no %j for a pause', (stored) => {
    expect(valueOf({ kind: 'pause', scope: { kind: 'all' } }, stored)).toBeNull();
  });

  test('admits no share over the whole', () => {
    expect(valueOf({ kind: 'ramp' }, { percent: 101 })).toBeNull();
    expect(valueOf({ kind: 'ramp' }, { percent: -1 })).toBeNull();
  });
});

test('a pause ends by itself at its time', () => {
  const pause = { kind: 'pause', paused: true, untilMs: 1_000 } as const;
  expect([inForce(pause, 999), inForce(pause, 1_000)]).toEqual([true, false]);
});

test('a demonstration card is no card of a customer', () => {
  expect([methodFamily('pm_card_visa'), methodFamily('pm_evident_slow_10s'), methodFamily('pm_1N')]).toEqual([
    'card',
    'demonstration',
    'card',
  ]);
});
