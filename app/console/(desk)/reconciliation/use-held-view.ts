import { useState } from 'react';
import type { Outputs } from '@/components/trpc';

export type RepairView = Outputs['repairs']['view'];

/**
 * Both sides as whoever fills in the form saw them: what comes meanwhile is told and waits for them, and never changes under their
 * hands what they are about to decide on.
 * @param follows nothing is filled in, or they asked for the news themselves.
 */
export function useHeldView(latest: RepairView, follows: boolean) {
  const [held, setHeld] = useState(latest);
  const moved = !follows && markOf(held) !== markOf(latest);
  if (!moved && held !== latest) setHeld(latest);
  return { shown: moved ? held : latest, news: moved ? newsOf(held, latest) : null, reload: () => setHeld(latest) };
}

const markOf = ({ order, provider }: RepairView): string => `${order.version}/${provider?.seq ?? ''}`;

function newsOf(held: RepairView, latest: RepairView): string {
  const { state, version } = latest.order;
  return held.order.version === version
    ? 'The provider was heard again since you began.'
    : `The order moved since you began: it is ${state} at version ${version} now.`;
}
