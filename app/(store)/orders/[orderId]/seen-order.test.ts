import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newer, type SeenOrder } from './seen-order';

const seen = fc
  .record({ version: fc.integer({ min: 1, max: 6 }), asOfMs: fc.integer({ min: 0, max: 1_000 }) })
  .map(({ version, asOfMs }) => ({ order: { version, fresh_as_of: new Date(asOfMs).toISOString() }, readAtMs: 0 }))
  .map((each) => each as unknown as SeenOrder);

it('what is shown never falls: neither in version nor, within one, in how old it is', () => {
  fc.assert(
    fc.property(fc.array(seen, { minLength: 2 }), ([first, ...reads]) => {
      let shown = first as SeenOrder;
      for (const read of reads) {
        const next = newer(shown, read);
        expect(next.order.version).toBeGreaterThanOrEqual(shown.order.version);
        if (next.order.version === shown.order.version)
          expect(next.order.fresh_as_of >= shown.order.fresh_as_of).toBe(true);
        shown = next;
      }
    }),
  );
});
