import { describe, expect, it } from 'vitest';
import type { PersonMay } from '@/server/domain/explanation/person-may';
import { orderActions } from './order-actions';

const refund = (change: Partial<PersonMay> = {}): PersonMay => ({
  act: 'refund',
  may: true,
  why: 'Refund: the evidence permits it.',
  unheard: false,
  ...change,
});
const refundOf = (may: PersonMay, mayNotRepair: string | null = null) =>
  orderActions([may], null, mayNotRepair, 0).find(({ id }) => id === 'refund');

describe('an order’s menu', () => {
  it('offers what the evidence permits', () => {
    expect(refundOf(refund())).toMatchObject({ possible: true });
  });

  it('offers what only lacks the provider’s fresh word, and says that it is asked for first', () => {
    const unheard = refund({ may: false, unheard: true, why: 'Look the payment up at the provider first.' });
    expect(refundOf(unheard)).toMatchObject({ possible: true, says: expect.stringContaining('asked there first') });
  });

  it('keeps what is forbidden in sight, with the server’s own reason', () => {
    expect(refundOf(refund({ may: false, why: 'The provider holds no money for it.' }))).toMatchObject({
      possible: false,
      says: 'Not possible: the provider holds no money for it',
    });
  });

  it('offers no repair to whoever may not propose one, and never a second charge', () => {
    const mayNot = 'This needs the role operator; you are signed in as support.';
    expect(refundOf(refund(), mayNot)).toMatchObject({ possible: false, says: expect.stringContaining('operator') });
    expect(orderActions([], null, null, 0).find(({ id }) => id === 'send_again')).toMatchObject({ possible: false });
  });
});
