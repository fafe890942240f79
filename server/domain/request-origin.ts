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

/** @param ownOrigins scheme, host and port by which browsers know this region's web, without a trailing slash. */
export function isOwnRequest({ method, origin, secFetchSite }: RequestOrigin, ownOrigins: readonly string[]): boolean {
  const reads = method === 'GET' || method === 'HEAD';
  if (secFetchSite !== null) return secFetchSite === 'same-origin' || (reads && secFetchSite === 'none');
  if (origin !== null) return ownOrigins.includes(origin);
  return reads;
}

/** This machine has two names for itself, and a browser says the one that was typed. */
export function ownOriginsOf(publicOrigin: string): readonly string[] {
  const { hostname } = new URL(publicOrigin);
  return hostname === 'localhost' ? [publicOrigin, publicOrigin.replace('localhost', '127.0.0.1')] : [publicOrigin];
}
