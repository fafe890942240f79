import { describe, expect, it } from 'vitest';
import { noteText, orderId, reasonInWords, reasonText, searchText } from './inputs';

const REASON = 'The lamp came broken';

describe('what people write', () => {
  it.each([
    'Übergabe um 4 — ok',
    'two\nlines\tand a tab',
    'a family 👨‍👩‍👧',
    'שלום',
    "' or 1=1 --",
    '<script>alert(1)</script>',
  ])('may be %j: it is kept as it is and shown as text', (text) => {
    for (const shape of [noteText, reasonText, reasonInWords])
      expect(shape.parse(`${REASON} ${text}`)).toBe(`${REASON} ${text}`);
  });

  it.each([
    ['half a character', '\uD800'],
    ['the other half', 'x\uDC00'],
    ['a NUL', '\0'],
    ['an escape to a terminal', '\u001B[31m'],
    ['a carriage return', '\r\n'],
    ['a C1 control character', '\u0085'],
    ['what turns the rest round', '\u202E'],
    ['what sets the rest apart', '\u2067'],
  ])('is refused with %s in it', (_what, text) => {
    for (const shape of [noteText, reasonText, reasonInWords])
      expect(shape.safeParse(`${REASON}${text}.`).success).toBe(false);
  });

  it('is looked for, and names an order, without half a character or a line of its own', () => {
    for (const shape of [searchText, orderId]) {
      for (const text of ['order-42\uD800', 'order-42\n', 'order\u0000'])
        expect(shape.safeParse(text).success).toBe(false);
      expect(shape.safeParse('order-42').success).toBe(true);
    }
    expect(orderId.safeParse('').success).toBe(false);
  });
});
