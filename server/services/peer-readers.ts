/** What the processes of the other region read, by its own word; null where it does not answer. */
import type { LiveReaders } from '../contracts/agreed-versions';
import type { RegionLink } from '../ports/region-link';

const PATIENCE_MS = 2_000;

export async function readersOfPeer(link: RegionLink): Promise<LiveReaders | null> {
  const asked = { remainingMs: PATIENCE_MS, requestId: 'redriver', traceparent: '' };
  const answer = await link.call({ method: 'messages_readers', body: {}, ...asked });
  return answer.kind === 'answered' ? (answer.body as LiveReaders) : null;
}
