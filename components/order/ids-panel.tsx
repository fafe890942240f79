import { Id } from '@/components/ui/id';
import { Pairs } from '@/components/ui/pairs';
import type { EvidenceRow } from '@/server/domain/evidence';
import { EvidenceExport } from './evidence-export';
import { RailSection } from './rail';

interface IdsPanelProps {
  readonly orderId: string;
  readonly reference: string;
  readonly email: string;
  readonly evidence: readonly EvidenceRow[];
  readonly providerReferences: readonly string[];
}

const unique = (values: readonly (string | null)[]) => [...new Set(values.filter((value) => value !== null))];

function Few({ values }: { values: readonly string[] }) {
  const [first, ...more] = values;
  if (first === undefined) return <span className="faint">none</span>;
  return (
    <>
      <Id value={first} copies href={`/console/orders?q=${encodeURIComponent(first)}`} />
      {more.length > 0 ? <span className="faint"> and {more.length} more</span> : null}
    </>
  );
}

/** What can be quoted elsewhere, and the evidence as a file. */
export function IdsPanel({ orderId, reference, email, evidence, providerReferences }: IdsPanelProps) {
  const last = evidence.at(-1);
  return (
    <RailSection title="Ids and evidence">
      <Pairs
        pairs={[
          [
            'Reference',
            <span key="reference" className="mono">
              {reference}
            </span>,
          ],
          ['Customer', email],
          ['Request', <Few key="request" values={unique(evidence.map(({ requestId }) => requestId))} />],
          ['Trace', <Few key="trace" values={unique(evidence.map(({ traceId }) => traceId))} />],
          ['Provider', <Few key="provider" values={unique(providerReferences)} />],
          [
            'Chain',
            <>
              {evidence.length} rows{' '}
              {last ? (
                <span className="id">
                  {last.hash.slice(0, 4)}…{last.hash.slice(-4)}
                </span>
              ) : null}
            </>,
          ],
        ]}
      />
      <EvidenceExport orderId={orderId} />
    </RailSection>
  );
}
