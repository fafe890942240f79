/** What the public API answered and openapi.json does not say: a status, a code, a field that is missing, wrong or nowhere described. */
import { z } from 'zod';
import { ANSWERS } from '../described-answers';
import { problemShape } from '../described-shapes';
import { ROUTES } from '../routes';
import { type Answer, CALLS } from './caller';

/** One line for each kind of it; none: openapi.json says it all. */
export function undescribedCalls(): readonly string[] {
  const faults = CALLS.flatMap(({ answer, method, url }) => {
    const route = ROUTES.find((each) => each.method === method && each.path.test(new URL(url).pathname));
    // what is no call of the API is refused before any of them is reached
    if (route === undefined) return [];
    return faultsOf(route.name, answer).map((fault) => `${route.name} ${answer.status}: ${fault}`);
  });
  return [...new Set(faults)];
}

function faultsOf(route: string, { body, headers, status }: Answer): readonly string[] {
  const described = ANSWERS[route]?.[status];
  if (described === undefined) return ['no such status'];
  const { codes, headers: named = [], shape } = described;
  const isProblem = headers['content-type']?.startsWith('application/problem+json') === true;
  const problem = codes.length === 0 ? undefined : problemShape(codes);
  const expected = isProblem ? problem : shape;
  if (expected === undefined) return ['no such body'];
  const parsed = expected.safeParse(body);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ message, path }) => `${path.join('.')}: ${message}`);
  const extra = isProblem ? [] : unnamedIn(z.toJSONSchema(expected, { io: 'input' }) as Schema, body, '');
  const untold = (['location', 'retry-after', 'idempotent-replayed'] as const).filter(
    (header) => headers[header] !== undefined && !named.some((name) => name.toLowerCase() === header),
  );
  return [...wrong, ...extra, ...untold.map((header) => `header ${header} is not described`)];
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function unnamedIn({ items, properties }: Schema, value: unknown, at: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => unnamedIn(items ?? {}, each, `${at}[]`));
  if (properties === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const schema = properties[name];
    return schema === undefined ? [`${at}.${name} is not described`] : unnamedIn(schema, inner, `${at}.${name}`);
  });
}
