/** What drill control does to the store; each test that changes it puts it back. */
import type { LinkCondition } from '../../server/domain/link-condition';

async function put(change: object): Promise<void> {
  const answer = await fetch(`${process.env.STORE_DRILLS}/_drills`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  });
  if (!answer.ok) throw new Error(`drill control refused: ${await answer.text()}`);
}

/** East's workers; a paused one keeps what it holds and does nothing. */
export const setWorkers = (east: 'running' | 'paused'): Promise<void> => put({ workers: { east } });

export async function setLink(region_link: LinkCondition): Promise<void> {
  await put({ region_link });
  // the processes look at the switch ten times a second
  const told = performance.now();
  while (performance.now() - told < 150) await new Promise((resolve) => setTimeout(resolve, 25));
}
