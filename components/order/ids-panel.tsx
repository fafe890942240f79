'use client';

import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { Button } from '@/components/ui/button';
import { download } from '@/components/ui/download';
import { Id } from '@/components/ui/id';
import { Pairs } from '@/components/ui/pairs';
import type { EvidenceRow } from '@/server/domain/evidence';
import styles from './ids-panel.module.css';
import { RailSection } from './rail';

interface IdsPanelProps {
  readonly orderId: string;
  readonly reference: string;
  readonly email: string;
  readonly evidence: readonly EvidenceRow[];
  readonly providerReferences: readonly string[];
  /** Everything that the page was made from. */
  readonly pack: unknown;
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
export function IdsPanel({ orderId, reference, email, evidence, providerReferences, pack }: IdsPanelProps) {
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
      <p className={styles.act}>
        <Button
          size="sm"
          onClick={() => download(`evidence-${orderId}.json`, 'application/json', JSON.stringify(pack, null, 2))}
        >
          <IconDownload size={14} stroke={1.6} aria-hidden />
          Evidence as JSON
        </Button>
        <Button size="sm" onClick={() => window.print()}>
          <IconPrinter size={14} stroke={1.6} aria-hidden />
          Print
        </Button>
      </p>
    </RailSection>
  );
}
