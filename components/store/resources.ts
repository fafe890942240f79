/** The public HTTP API's resources as the shop reads them; names as on the wire. Optional fields are additions that may be absent. */
import type { FreshnessSource } from '@/server/domain/freshness';
import type { KeptNote } from '@/server/domain/kept-intent';
import type { OrderReason, OrderState } from '@/server/domain/order';

export interface WireMoney {
  readonly amount_minor: number;
  readonly currency: string;
}

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: WireMoney;
  readonly category?: string;
  /** Which silhouette stands for it. */
  readonly picture?: string;
  /** Available now, as far as known in each region; null when a region cannot be asked. */
  readonly stock: { readonly east: number | null; readonly west: number | null };
}

export interface Catalog {
  readonly products: readonly Product[];
  /** Absent while recommendations are shed. */
  readonly recommendations?: readonly string[];
  /** Said to every shopper while payments are bounded. */
  readonly notice?: string | null;
  readonly fresh_as_of?: string;
}

export interface CartLine {
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unit_price: WireMoney;
  readonly line_total: WireMoney;
}

export interface Cart {
  readonly cart_id: string;
  readonly version: number;
  readonly lines: readonly CartLine[];
  readonly total: WireMoney;
  readonly fresh_as_of: string;
  readonly freshness: FreshnessSource;
  readonly owner_region?: string;
}

export interface CheckoutResource {
  readonly order_id: string;
  readonly reference: string;
  readonly status_url: string;
  readonly status_token: string;
}

export interface OrderLine {
  readonly sku: string;
  readonly name?: string;
  readonly quantity: number;
  readonly price?: WireMoney;
}

export interface OrderResource {
  readonly order_id: string;
  readonly reference: string;
  readonly state: OrderState;
  readonly version: number;
  readonly reason: OrderReason | null;
  readonly total: WireMoney;
  readonly money_position: string;
  readonly customer_message: string;
  readonly pay_again: 'not_needed' | 'possible';
  readonly next_check_at: string | null;
  readonly status_url: string;
  readonly region: string;
  readonly owner_region: string;
  readonly fresh_as_of: string;
  readonly freshness: FreshnessSource;
  readonly created_at: string;
  readonly updated_at: string;
  readonly held_until?: string | null;
  readonly email?: string;
  readonly lines?: readonly OrderLine[];
  /** Only of an intent that is kept while its owner cannot be reached. */
  readonly kept?: KeptNote;
  /** What its owner said at `fresh_as_of`, while it cannot be reached. */
  readonly last_known?: true;
}

/** RFC 9457, with the store's stable code. */
export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly request_id?: string;
  /** What the session saw before of what cannot be read now. */
  readonly last_seen?: { readonly version: number; readonly as_of: string | null } | null;
}
