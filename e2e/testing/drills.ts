/** What drill control does to the store; each test that changes it puts it back. */
import type { LinkCondition } from '../../server/domain/link-condition';

export async function setLink(region_link: LinkCondition): Promise<void> {
  const answer = await fetch(`${process.env.STORE_DRILLS}/_drills`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ region_link }),
  });
  if (!answer.ok) throw new Error(`drill control refused the link: ${await answer.text()}`);
  // the processes look at the switch ten times a second
  const told = performance.now();
  while (performance.now() - told < 150) await new Promise((resolve) => setTimeout(resolve, 25));
}
