/**
 * Whether a request comes from one of our own pages. A page elsewhere can make a signed-in browser send a request; it cannot
 * forge `Sec-Fetch-Site` or `Origin`. What tells neither is refused where it could change something.
 * Source: https://web.dev/articles/fetch-metadata
 */
export interface RequestOrigin {
  readonly method: string;
  /** The `Origin` header. */
  readonly origin: string | null;
  /** The `Sec-Fetch-Site` header. */
  readonly secFetchSite: string | null;
}

/** @param ownOrigin scheme, host and port of this region's web, without a trailing slash. */
export function isOwnRequest({ method, origin, secFetchSite }: RequestOrigin, ownOrigin: string): boolean {
  const reads = method === 'GET' || method === 'HEAD';
  if (secFetchSite !== null) return secFetchSite === 'same-origin' || (reads && secFetchSite === 'none');
  if (origin !== null) return origin === ownOrigin;
  return reads;
}
