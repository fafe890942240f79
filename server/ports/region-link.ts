/**
 * The link to the other region. `unreachable` is an answer of its own: it proves nothing about what the peer did.
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
  | { readonly kind: 'unreachable'; readonly error: string };
