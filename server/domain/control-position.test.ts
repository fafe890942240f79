import { describe, expect, test } from 'vitest';
import { type AskedAttempt, isWithinRamp, pauseOf, positionOf } from './control-position';

const attempt: AskedAttempt = { region: 'east', paymentMethod: 'pm_card_visa', skus: ['mug', 'sku-9'] };
const paused = (name: string, value: unknown = { paused: true }) => positionOf([{ name, value }]);

describe('a pause', () => {
  test.each([
    'payments_paused',
    'payments_paused:region:east',
    'payments_paused:method:card',
    'payments_paused:product:sku-9',
  ])('%s stops the attempt that it names', (name) => expect(pauseOf(paused(name), attempt, 0)).not.toBeNull());

  test.each(['payments_paused:region:west', 'payments_paused:method:demonstration', 'payments_paused:product:bowl'])(
    '%s lets the others through',
    (name) => expect(pauseOf(paused(name), attempt, 0)).toBeNull(),
  );

  test('that has ended or was taken back stops nobody', () => {
    expect(pauseOf(paused('payments_paused', { paused: true, until_ms: 5 }), attempt, 5)).toBeNull();
    expect(pauseOf(paused('payments_paused', { paused: false }), attempt, 0)).toBeNull();
  });

  test('of a newer build, or with a value that is none, changes nothing', () => {
    expect(positionOf([{ name: 'payments_paused:moon:full', value: { paused: true } }]).pauses).toEqual([]);
    expect(paused('payments_paused', 'yes').pauses).toEqual([]);
  });
});

describe('the ramp', () => {
  test('is the lower of what was set by hand and what the mode allows', () => {
    const byHand = [{ name: 'admission_ramp_percent', value: { percent: 50 } }];
    expect(positionOf(byHand).rampPercent).toBe(50);
    expect(positionOf(byHand, { rampPercent: 5, shed: [] }).rampPercent).toBe(5);
    expect(positionOf([], { rampPercent: 25, shed: [] }).rampPercent).toBe(25);
  });

  test('lets in its share and not more: none at 0, all at 100', () => {
    const at = (rampPercent: number) => positionOf([], { rampPercent, shed: [] });
    expect([isWithinRamp(at(0), 0), isWithinRamp(at(100), 0.999_999)]).toEqual([false, true]);
    expect([isWithinRamp(at(5), 0.049_9), isWithinRamp(at(5), 0.05)]).toEqual([true, false]);
  });
});

test('work is shed by hand, by the mode, or by both', () => {
  const byHand = [{ name: 'shed:recommendations', value: { shed: true } }];
  expect(positionOf(byHand, { rampPercent: 100, shed: ['nonessential_mail'] }).shed).toEqual([
    'nonessential_mail',
    'recommendations',
  ]);
});
