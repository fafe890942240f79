/**
 * One text for one JSON value, whatever order its keys stood in and however it was spaced: what a digest is computed over.
 * Keys are sorted by their UTF-16 code units, numbers and texts are written as ECMAScript writes them (RFC 8785).
 */

/** As `JSON.parse` gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** @param value as `JSON.parse` gives it: null, booleans, finite numbers, texts, arrays and plain objects. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(fields).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
