/**
 * Ids of calls and traces from random bytes that are drawn many at a time: drawn for each call, they were a fifth of what a refusal under a
 * crowd costs. They only have to differ. Nothing that must not be guessed is made here.
 */
import { randomFillSync } from 'node:crypto';
import { ID_BYTES, requestIdFrom } from '../domain/ids';

const drawn = Buffer.alloc(8_192);
let used = drawn.length;

export const newRequestId = (): string => requestIdFrom(next(ID_BYTES));
export const newTraceId = (): string => next(16).toString('hex');
export const newSpanId = (): string => next(8).toString('hex');

/** To be read before anybody asks again. */
function next(count: number): Buffer {
  if (used + count > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += count;
  return drawn.subarray(used - count, used);
}
