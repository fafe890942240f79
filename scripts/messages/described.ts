/** A version as JSON Schema, and what must never change of it: its shape and, apart from that, what its fields mean. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Contract, ContractVersion } from '../../server/contracts/contract';
import { canonicalJson, type JsonValue as Json } from '../../server/domain/canonical-json';

const MEANINGS = new Set(['description', 'unit']);

export function jsonSchemaOf(name: string, contract: Contract<unknown>, version: ContractVersion): Json {
  const { $schema, ...shape } = z.toJSONSchema(version.schema) as Record<string, Json>;
  return {
    $schema: $schema ?? null,
    title: `${name} version ${version.version}`,
    description: contract.meaning,
    ...(version.why === null ? {} : { $comment: version.why }),
    ...shape,
  };
}

export interface Fingerprint {
  /** Over the schema without its words. */
  readonly shape: string;
  /** Over each field's meaning and unit. */
  readonly meaning: string;
}

export function fingerprintOf(version: ContractVersion): Fingerprint {
  const schema = z.toJSONSchema(version.schema) as Json;
  return { shape: sha256(withoutWords(schema)), meaning: sha256(meaningsOf(schema, '')) };
}

const isObject = (json: Json): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** Words stand beside a schema's other keywords; among a schema's properties the same names are fields. */
function withoutWords(json: Json, areFields = false): Json {
  if (Array.isArray(json)) return json.map((each) => withoutWords(each));
  if (!isObject(json)) return json;
  const kept = Object.entries(json).filter(([key]) => areFields || !MEANINGS.has(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutWords(value, !areFields && key === 'properties')]));
}

/** Path of each field with what it says. */
export function meaningsOf(json: Json, path: string): Record<string, string> {
  if (Array.isArray(json)) return Object.assign({}, ...json.map((each) => meaningsOf(each, path)));
  if (!isObject(json)) return {};
  const own: Record<string, string> =
    typeof json.description === 'string' ? { [path]: `${json.description} [${String(json.unit ?? '')}]` } : {};
  const fields = Object.entries(isObject(json.properties ?? null) ? (json.properties as Record<string, Json>) : {});
  return Object.assign(
    {},
    ...fields.map(([name, value]) => meaningsOf(value, `${path}.${name}`)),
    ...['anyOf', 'items'].map((key) => meaningsOf(json[key] ?? null, path)),
    own,
  );
}

const sha256 = (json: Json): string => createHash('sha256').update(canonicalJson(json)).digest('hex');

/** The fields, also of what lies within, that do not say what they mean. */
export function unsaidFields(version: ContractVersion): string[] {
  return unsaid(z.toJSONSchema(version.schema) as Json, '');
}

function unsaid(json: Json, path: string): string[] {
  if (Array.isArray(json)) return json.flatMap((each) => unsaid(each, path));
  if (!isObject(json)) return [];
  const fields = Object.entries(isObject(json.properties ?? null) ? (json.properties as Record<string, Json>) : {});
  const silent = fields.flatMap(([name, value]) => (isObject(value) && value.description ? [] : [`${path}${name}`]));
  const within = fields.flatMap(([name, value]) => unsaid(value, `${path}${name}.`));
  return [...silent, ...within, ...['anyOf', 'items'].flatMap((key) => unsaid(json[key] ?? null, path))];
}
