/** An intent for an order of the west, as the region that keeps it got it. */
import type { NewIntent } from '../kept-intents';
import { orderIdIn } from './given-store';

export const intentOf = (change: Partial<NewIntent> = {}): NewIntent => ({
  orderId: orderIdIn('west'),
  reference: 'AAAAA-AAAAA-A',
  cartId: 'crt_e_1',
  cartVersion: 2,
  email: 'ada@example.test',
  paymentMethod: 'pm_card_visa',
  payloadFingerprint: 'f'.repeat(64),
  vouched: true,
  requestId: 'req_1',
  traceId: 'a'.repeat(32),
  ...change,
});
