import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stripePaymentProvider } from './stripe-payment-provider';

const [NEW, OLD, STRANGER] = ['whsec_new', 'whsec_old', 'whsec_of_another_account'];
const verifying = (...webhookSecrets: string[]) =>
  stripePaymentProvider({ secretKey: 'sk_test_1', webhookSecrets, apiBase: 'http://127.0.0.1:1' });

const BODY = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.amount_capturable_updated',
  created: 1_770_000_000,
  data: {
    object: {
      id: 'pi_1',
      object: 'payment_intent',
      status: 'requires_capture',
      amount: 4_900,
      amount_capturable: 4_900,
      currency: 'eur',
      metadata: { order_id: 'ord_1', payment_operation: 'pay:ord_1' },
    },
  },
});
const nowS = () => Math.floor(Date.now() / 1_000);
const hmac = (secret: string, at: number | string, body: string) =>
  createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
const signed = (secret: string, at = nowS(), body = BODY) => `t=${at},v1=${hmac(secret, at, body)}`;

describe('a signing secret that rotates', () => {
  it('is believed in both of its forms by whoever has both, and in none but its own by whoever has one', () => {
    const both = verifying(NEW, OLD);
    for (const secret of [NEW, OLD]) expect(both.verify(BODY, signed(secret))).toMatchObject({ orderId: 'ord_1' });
    expect(both.verify(BODY, signed(STRANGER))).toBeNull();
    expect(verifying(NEW).verify(BODY, signed(OLD))).toBeNull();
    expect(verifying().verify(BODY, signed(NEW))).toBeNull();
  });

  it('may stand beside the other one in one header, as Stripe sends it meanwhile', () => {
    const at = nowS();
    const header = `t=${at},v1=${hmac(STRANGER, at, BODY)},v1=${hmac(NEW, at, BODY)},v0=${hmac(OLD, at, BODY)}`;
    expect(verifying(NEW).verify(BODY, header)).toMatchObject({ eventId: 'evt_1' });
    // the scheme of test clocks is no signature
    expect(verifying(OLD).verify(BODY, header)).toBeNull();
  });
});

describe('a genuine delivery', () => {
  const told = (change: object) => {
    const event = JSON.parse(BODY);
    Object.assign(event.data.object, change);
    const body = JSON.stringify(event);
    return verifying(NEW).verify(body, signed(NEW, nowS(), body));
  };

  it.each([
    ['no amount', { amount: undefined }],
    ['an amount that is text', { amount_capturable: '4900' }],
    ['a fraction of a cent', { amount_capturable: 1.5 }],
    ['an amount below nothing', { amount: -5 }],
    ['an amount beyond every record', { amount: 1e20 }],
    ['no currency', { currency: undefined }],
    ['no id', { id: null }],
    ['an order id with a NUL', { metadata: { order_id: 'a\u0000b', payment_operation: 'pay:a\u0000b' } }],
  ])('with %s is unreadable, and breaks nothing', (_what, change) => {
    expect(told(change)).toBe('unreadable');
  });

  it('of another system on the same account is about no order of ours', () => {
    for (const metadata of [null, {}, { order_id: 'ord_1' }, { order_id: 'x\u0000', payment_operation: 'theirs' }])
      expect(told({ metadata })).toBe('ignored');
  });
});

/** One thing about a genuine delivery is not as it was signed; the same for the same number. */
function forged(number: number): readonly [body: string, header: string] {
  const luck = createHash('sha256').update(`forgery ${number}`).digest();
  let drawn = 0;
  const pick = (count: number) => luck.readUInt16BE((drawn += 2)) % count;
  const at = nowS();
  const genuine = hmac(NEW, at, BODY);
  const place = pick(64);
  const digit = ((Number.parseInt(genuine.charAt(place), 16) + 1 + pick(15)) % 16).toString(16);
  const random = luck.toString('hex');
  const cut = pick(BODY.length);
  switch (pick(8)) {
    case 0:
      return [BODY, `t=${at},v1=${genuine.slice(0, place)}${digit}${genuine.slice(place + 1)}`];
    case 1:
      return [BODY, `t=${at},v1=${genuine.slice(0, place)}`];
    case 2:
      return [BODY, `t=${at},v1=${random}`];
    case 3:
      return [BODY, `t=${at + 1 + pick(100)},v1=${genuine}`];
    case 4:
      return [`${BODY.slice(0, cut)} ${BODY.slice(cut)}`, `t=${at},v1=${genuine}`];
    case 5:
      return [BODY.replace('4900', String(4_901 + pick(9_000))), `t=${at},v1=${genuine}`];
    case 6:
      return [BODY, signed(`whsec_${random}`, at)];
    default:
      return [BODY, signed(NEW, at - 301 - pick(86_400))];
  }
}

/** Each costs a signature; a million take a minute. */
const FORGERIES = 10_000;

it('given ten thousand forgeries of a genuine delivery, none is believed', () => {
  const { verify } = verifying(NEW, OLD);
  const believed: string[] = [];
  for (let n = 0; n < FORGERIES; n++) {
    const [body, header] = forged(n);
    if (verify(body, header) !== null) believed.push(header);
  }
  expect(believed).toEqual([]);
  expect(verify(BODY, signed(NEW))).not.toBeNull();
});
