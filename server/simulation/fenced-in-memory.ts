/** Writers that came too late, as the order's own evidence has them; the simulator asks for nothing more. */
import { fencedEvidence } from '../domain/fenced-try';
import type { EvidenceStore } from '../stores/evidence';
import type { FencedTryStore } from '../stores/fenced-tries';

export const fencedInMemory = (evidence: Pick<EvidenceStore, 'append'>): Pick<FencedTryStore, 'record'> => ({
  record: (tries) => evidence.append(tries.map((tried) => fencedEvidence(tried, null))),
});
