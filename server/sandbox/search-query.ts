/**
 * The part of Stripe's search language that finds payments: metadata and status clauses joined by AND. Anything else
 * is refused, because a clause that is ignored would find another order's money.
 * Source: https://docs.stripe.com/search#search-query-language
 */
import type { IntentRecord } from './records';

export type SearchClause = { field: 'metadata'; key: string; value: string } | { field: 'status'; value: string };

const QUOTED = `(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`;
const CLAUSE = new RegExp(`^\\s*(?:metadata\\[${QUOTED}\\]|(status))\\s*:\\s*${QUOTED}\\s*`);
const AND = /^and\s+/i;

/** Null when the query is not in the language. */
export function parseSearch(query: string): SearchClause[] | null {
  const clauses: SearchClause[] = [];
  for (let rest = query; ; ) {
    const match = CLAUSE.exec(rest);
    if (!match) return null;
    const [whole, singleKey, doubleKey, status, singleValue, doubleValue] = match;
    const value = unescape(singleValue ?? doubleValue ?? '');
    const key = singleKey ?? doubleKey ?? '';
    clauses.push(status ? { field: 'status', value } : { field: 'metadata', key: unescape(key), value });
    rest = rest.slice(whole.length);
    if (rest === '') return clauses;
    if (!AND.test(rest)) return null;
    rest = rest.replace(AND, '');
  }
}

export const matches = (intent: IntentRecord, clauses: readonly SearchClause[]): boolean =>
  clauses.every((clause) =>
    clause.field === 'status' ? intent.status === clause.value : intent.metadata[clause.key] === clause.value,
  );

const unescape = (text: string): string => text.replace(/\\(.)/g, '$1');
