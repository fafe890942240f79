import { describe, expect, it } from 'vitest';
import { givenSandbox, payment } from './sandbox.fixture';

async function reportOf(port: number, query = ''): Promise<Record<string, string>[]> {
  const response = await fetch(`http://127.0.0.1:${port}/_sandbox/reports/balance_change${query}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  const [head = '', ...rows] = (await response.text()).trimEnd().split('\r\n');
  const names = head.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? '']));
  });
}

describe('the settlement report', () => {
  it('has a line for what was captured and for what was refunded, with fees of 1.4 % and 0.25', async () => {
    const { port, stripe } = await givenSandbox();
    const intent = await stripe.paymentIntents.create(payment('order-42'));
    await stripe.paymentIntents.capture(intent.id);
    const refund = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 1_000,
      metadata: { payment_operation: 'refund:order-42:1' },
    });
    const [charged, refunded, ...more] = await reportOf(port);
    expect(more).toEqual([]);
    expect(charged).toMatchObject({
      balance_transaction_id: expect.stringMatching(/^txn_sandbox_\d{8}$/),
      created_utc: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      currency: 'eur',
      gross: '49.00',
      fee: '0.94',
      net: '48.06',
      reporting_category: 'charge',
      source_id: intent.latest_charge,
      payment_intent_id: intent.id,
      'payment_metadata[payment_operation]': 'pay:order-42',
      'refund_metadata[payment_operation]': '',
    });
    expect(refunded).toMatchObject({
      gross: '-10.00',
      fee: '0.00',
      net: '-10.00',
      reporting_category: 'refund',
      source_id: refund.id,
      charge_id: intent.latest_charge,
      'refund_metadata[payment_operation]': 'refund:order-42:1',
    });
  });

  it('has none for what was only held, voided or declined: that was never settled', async () => {
    const { port, stripe } = await givenSandbox();
    const held = await stripe.paymentIntents.create(payment('order-1'));
    await stripe.paymentIntents.cancel(held.id);
    await stripe.paymentIntents.create(payment('order-2'));
    await stripe.paymentIntents
      .create(payment('order-3', { payment_method: 'pm_card_chargeDeclined' }))
      .catch(() => null);
    expect(await reportOf(port)).toEqual([]);
  });

  it('writes yen without decimals, and quotes what has a comma', async () => {
    const { port, stripe } = await givenSandbox();
    await stripe.paymentIntents.create(
      payment('order-1', {
        amount: 4_900,
        currency: 'jpy',
        capture_method: 'automatic',
        description: 'a lamp, two mugs',
      }),
    );
    const text = await (await fetch(`http://127.0.0.1:${port}/_sandbox/reports/balance_change`)).text();
    expect(text).toContain(',jpy,4900,69,4831,charge,');
    expect(text).toContain(',"a lamp, two mugs",');
  });

  it('has the lines from one instant to before another', async () => {
    const { moveClock, port, stripe } = await givenSandbox();
    const captured = async (order: string) =>
      stripe.paymentIntents.create(payment(order, { capture_method: 'automatic' }));
    await captured('order-1');
    await moveClock(86_400);
    await captured('order-2');
    const tomorrow = new Date(Date.now() + 86_400_000 / 2).toISOString();
    expect(
      (await reportOf(port, `?from=${tomorrow}`)).map((row) => row['payment_metadata[payment_operation]']),
    ).toEqual(['pay:order-2']);
    expect(await reportOf(port, `?to=${tomorrow}`)).toHaveLength(1);
    const wrong = await fetch(`http://127.0.0.1:${port}/_sandbox/reports/balance_change?from=yesterday`);
    expect(wrong.status).toBe(400);
  });
});
