/** What one customer was told, when the answer reached them (witness C). */
import type { OrderState } from '../domain/order';

export type Telling = {
  readonly atMs: number;
  readonly customer: string;
  readonly orderId: string;
  /** The body that was sent, for answers to a submit. */
  readonly sent: SentBody | null;
} & (
  | {
      readonly kind: 'order' | 'payment_unavailable';
      readonly state: OrderState;
      readonly version: number;
      readonly replayed: boolean;
    }
  | { readonly kind: 'status'; readonly state: OrderState; readonly version: number; readonly minVersion: number }
  | { readonly kind: 'different_body'; readonly fields: readonly string[] }
  | {
      readonly kind:
        | 'behind'
        | 'not_found'
        | 'unknown_key'
        | 'cart_changed'
        | 'not_owner'
        | 'too_busy'
        | 'error'
        | 'lost';
    }
);

export interface SentBody {
  readonly cartId: string;
  readonly cartVersion: number;
  readonly email: string;
  readonly paymentMethod: string;
}
