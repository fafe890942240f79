/** What the provider does to everybody from now on; each test that changes it puts it back. */
import type { Faults } from '../../server/sandbox/faults';

export async function setFaults(faults: Faults): Promise<void> {
  const answer = await fetch(`${process.env.STORE_SANDBOX}/_sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!answer.ok) throw new Error(`the sandbox refused the faults: ${await answer.text()}`);
}
