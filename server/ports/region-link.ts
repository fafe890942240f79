/**
 * The link to the other region. `unreachable` is an answer of its own: unless the call is known never to have been acted on, it
 * proves nothing about what the peer did.
 */
export interface RegionLink {
  call(request: LinkRequest): Promise<LinkAnswer>;
}

export interface LinkRequest {
  /** A method of the peer's link service, such as `place_order`. */
  readonly method: string;
  readonly body: unknown;
  readonly remainingMs: number;
  readonly requestId: string;
  readonly traceparent: string;
}

export type LinkAnswer =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'unreachable'; readonly error: string; readonly acted: Acted };

/** Whether the peer acted on a call that was not answered. `no` only where it is known: it never left, or was refused unread. */
export type Acted = 'no' | 'unknown';
