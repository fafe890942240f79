/**
 * The endpoint that a call belongs to, by one name that the handlers, the counts and the tests share.
 */
export type Route = { endpoint: string; id: string };

/** Paths outside the sandbox's surface; one name, so that guessing paths cannot grow the counts. */
export const UNKNOWN_ENDPOINT = 'unknown';

export function routeOf(method: string, path: string, known: ReadonlySet<string>): Route {
  const [, root, noun, id, ...rest] = path.split('/');
  const exact = `${method} ${path}`;
  if (known.has(exact)) return { endpoint: exact, id: '' };
  if (id === undefined || id === '') return { endpoint: UNKNOWN_ENDPOINT, id: '' };
  const endpoint = [`${method} /${root}/${noun}/:id`, ...rest].join('/');
  return known.has(endpoint) ? { endpoint, id } : { endpoint: UNKNOWN_ENDPOINT, id: '' };
}
