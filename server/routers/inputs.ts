/** The fields that procedures share. Every object is strict, every text and number has a bound, before any query. */
import { z } from 'zod';
import { REGIONS } from '../domain/region';
import { saysWhy } from '../domain/repair';

/** No control characters: an id is looked up, logged and shown. */
const id = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}+$/u);

export const orderId = id;
/** Where a case is recorded and what it is called there; `orderId` is empty for money that names no order. */
const caseText = z
  .string()
  .max(600)
  .regex(/^\P{Cc}*$/u);
export const caseRef = { region: z.enum(REGIONS), orderId: caseText, caseId: caseText.min(1) };
export const messageId = id;
export const traceId = z.string().regex(/^[0-9a-f]{32}$/);
/** The click's own id, made by the page once: a second send of the same click has no second effect. */
export const operationId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const instantMs = z.number().int().min(0).max(253_402_300_799_000);
export const limit = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual);
export const searchText = z
  .string()
  .max(320)
  .regex(/^\P{Cc}*$/u)
  .default('');
/** In lower case, as the staff's accounts are. */
export const staffEmail = z
  .email()
  .max(320)
  .regex(/^[^\p{Cc}\p{Lu}]+$/u);
/** Kept as it is typed, save for control characters other than a new line. */
export const noteText = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .regex(/^(?:\P{Cc}|[\n\t])+$/u);
/** Why something is done, in the words of whoever does it: long enough to say something. */
export const reasonText = noteText.min(10);
/** Why money moves, or stays where it is: words, not a dot. */
export const reasonInWords = z
  .string()
  .trim()
  .max(2_000)
  .regex(/^(?:\P{Cc}|[\n\t])+$/u)
  .refine(saysWhy, 'a reason in words');
