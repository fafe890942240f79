import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparePlaces,
  cursorOf,
  mergedQueue,
  NEXT_CASE_PRESETS,
  placeOf,
  placeOfCursor,
  QUEUE_PRESETS,
  QUEUE_RULES,
  type QueuePlace,
} from './case-queue';

/** Few values of each, so that equal ones meet. */
const place: fc.Arbitrary<QueuePlace> = fc.record({
  atMs: fc.integer({ min: 0, max: 5 }),
  orderId: fc.constantFrom('', 'a', 'B', 'b', 'order_1', '_'),
  caseId: fc.constantFrom('case:a:v1', 'case:a:v1:2', '1_2_x', 'Z'),
});
const unique = fc.uniqueArray(place, { selector: cursorOf, maxLength: 60 });

describe('a place in the queue', () => {
  it('comes back from its cursor, whatever is in the ids', () => {
    const any = fc.record({
      atMs: fc.integer({ min: 0, max: 253_402_300_799_000 }),
      orderId: fc.string({ maxLength: 255 }),
      caseId: fc.string({ minLength: 1, maxLength: 300 }),
    });
    fc.assert(
      fc.property(any, (given) => {
        expect(placeOfCursor(cursorOf(given))).toEqual(given);
      }),
    );
  });

  it('is none of ours when it is no text that we made', () => {
    const strange = ['', 'x', '1_2', '1__a', '1_5_abcde', '-1_1_ab', '1_1_', '1e3_1_ab', `1_1_${'a'.repeat(1_001)}`];
    for (const cursor of strange) expect([cursor, placeOfCursor(cursor)]).toEqual([cursor, null]);
  });

  it('is the due time or the opening, as the list is ordered', () => {
    const row = { orderId: 'o', caseId: 'c', dueAtMs: 7, openedAtMs: 3 };
    for (const preset of QUEUE_PRESETS) expect(placeOf(preset, row).atMs).toBe(preset === 'unclaimed_oldest' ? 3 : 7);
  });

  it('has one order over all', () => {
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        expect(Math.sign(comparePlaces(a, b))).toBe(-Math.sign(comparePlaces(b, a)) || 0);
        expect(comparePlaces(a, b) === 0).toBe(cursorOf(a) === cursorOf(b));
        if (comparePlaces(a, b) < 0 && comparePlaces(b, c) < 0) expect(comparePlaces(a, c)).toBeLessThan(0);
      }),
    );
  });
});

describe('the pages of two regions', () => {
  /** As a region answers: its rows after the place, and whether there are more. */
  const answer = (rows: readonly QueuePlace[], after: QueuePlace | null, limit: number) => {
    const rest = rows.filter((row) => after === null || comparePlaces(row, after) > 0).toSorted(comparePlaces);
    return { rows: rest.slice(0, limit), more: rest.length > limit };
  };

  it('merged one after the other show every row once, in the queue’s order', () => {
    fc.assert(
      fc.property(unique, fc.integer({ min: 1, max: 7 }), fc.func(fc.boolean()), (rows, limit, isEast) => {
        const [east, west] = [
          rows.filter((row) => isEast(cursorOf(row))),
          rows.filter((row) => !isEast(cursorOf(row))),
        ];
        const seen: QueuePlace[] = [];
        for (let after: QueuePlace | null = null; ; ) {
          const page: ReturnType<typeof mergedQueue<QueuePlace>> = mergedQueue(
            [answer(east, after, limit), answer(west, after, limit)],
            limit,
          );
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          seen.push(...page.rows);
          after = page.rows.at(-1) ?? null;
          if (!page.more) break;
          expect(after).not.toBeNull();
        }
        expect(seen).toEqual(rows.toSorted(comparePlaces));
      }),
    );
  });
});

describe('the lists', () => {
  it('that hand out cases hold free ones: not what is mine, and not what waits for a second person', () => {
    const handed: readonly string[] = NEXT_CASE_PRESETS;
    for (const preset of QUEUE_PRESETS) {
      const { only } = QUEUE_RULES[preset];
      expect([preset, handed.includes(preset)]).toEqual([preset, only !== 'mine' && only !== 'awaiting_second_person']);
    }
  });
});
