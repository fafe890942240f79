/** The fields that procedures share. Every object is strict, every text and number has a bound, before any query. */
import { z } from 'zod';
import { REGIONS } from '../domain/region';
import { saysWhy } from '../domain/repair/repair';

/** No control characters, and no half of a character, which JSON in the records cannot hold: an id is looked up, logged and shown. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}]*$/u;
/** As ONE_LINE, with new lines; and nothing that shows what follows it in another order than it was written. */
const LINES = /^(?:[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]|[\n\t])+$/u;

const id = z.string().min(1).max(255).regex(ONE_LINE);

export const orderId = id;
/** Where a case is recorded and what it is called there; `orderId` is empty for money that names no order. */
const caseText = z.string().max(600).regex(ONE_LINE);
export const caseRef = { region: z.enum(REGIONS), orderId: caseText, caseId: caseText.min(1) };
export const messageId = id;
/** A row of a file of somebody else's. */
export const lineId = id;
/** From the page before; whether it is one is its reader's to say. */
export const pageCursor = z.string().max(300).regex(ONE_LINE);
export const traceId = z.string().regex(/^[0-9a-f]{32}$/);
/** The click's own id, made by the page once: a second send of the same click has no second effect. */
export const operationId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);
export const instantMs = z.number().int().min(0).max(253_402_300_799_000);
export const limit = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual);
export const searchText = z.string().max(320).regex(ONE_LINE).default('');
/** In lower case, as the staff's accounts are. */
export const staffEmail = z
  .email()
  .max(320)
  .regex(/^[^\p{Cc}\p{Cs}\p{Lu}]+$/u);
/** Kept as it is typed, save for control characters other than a new line. */
export const noteText = z.string().trim().min(1).max(2_000).regex(LINES);
/** Why something is done, in the words of whoever does it: long enough to say something. */
export const reasonText = noteText.min(10);
/** Why money moves, or stays where it is: words, not a dot. */
export const reasonInWords = z.string().trim().max(2_000).regex(LINES).refine(saysWhy, 'a reason in words');
