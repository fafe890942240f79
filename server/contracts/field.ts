/** A field with its meaning, and its unit where it has one: both stand in the generated schema and never change within a version. */
import { z } from 'zod';

export function field<T extends z.ZodType>(schema: T, meaning: string, unit?: string): T {
  return schema.meta({ description: meaning, ...(unit === undefined ? {} : { unit }) });
}

export const minorUnits = (meaning: string) =>
  field(z.number().int().nonnegative(), meaning, 'minor units of the currency');

export const currencyCode = (meaning: string) =>
  field(z.string().regex(/^[A-Z]{3}$/), meaning, 'ISO 4217 code, upper case');

export const instantMs = (meaning: string) =>
  field(z.number().int(), meaning, 'milliseconds since 1970-01-01T00:00:00Z');

export const providerReference = (meaning: string) => field(z.string().min(1).max(255), meaning);
