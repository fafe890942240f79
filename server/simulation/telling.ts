/** What one customer was told, when the answer reached them (witness C). */
import type { FreshnessSource } from '../domain/freshness';
import type { OrderState } from '../domain/order';
import type { Region } from '../domain/region';

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
      readonly asOfMs: number;
      readonly minVersion: number;
      readonly replayed: boolean;
    }
  | {
      readonly kind: 'status';
      readonly by: Region;
      readonly state: OrderState;
      readonly version: number;
      /** As of when it is said to be true. */
      readonly asOfMs: number;
      /** Whose word it is: the owner's record, or a copy in its place. */
      readonly source: FreshnessSource;
      readonly minVersion: number;
    }
  /** By a region that cannot reach the owner: the order as saved and not decided. */
  | {
      readonly kind: 'kept';
      readonly by: Region;
      readonly state: OrderState;
      readonly version: number;
      readonly asOfMs: number;
      readonly minVersion: number;
      readonly expired: boolean;
      readonly moneyPosition: string;
      readonly payAgain: 'not_needed' | 'possible';
    }
  /** By such a region: what the owner said before. */
  | {
      readonly kind: 'last_known';
      readonly by: Region;
      readonly state: OrderState;
      readonly version: number;
      readonly asOfMs: number;
      readonly minVersion: number;
    }
  | { readonly kind: 'different_body'; readonly fields: readonly string[] }
  | {
      readonly kind:
        | 'behind'
        | 'kept_unseen'
        | 'key_not_known_yet'
        | 'unreachable'
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
