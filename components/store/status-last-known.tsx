import { LocalTime } from '@/components/ui/local-time';
import type { OrderResource } from './resources';
import { StoreProblem } from './store-problem';

/** The part of the shop that decides the order cannot be reached: what it said last, and when. */
export function StatusLastKnown({ order }: { order: OrderResource }) {
  return (
    <StoreProblem>
      <strong>
        As last known at <LocalTime at={Date.parse(order.fresh_as_of)} form="clock" />.
      </strong>{' '}
      The part of our shop that completes this order cannot be reached right now. It goes on there by itself; this page
      asks again.
    </StoreProblem>
  );
}
