import Link from 'next/link';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Id } from '@/components/ui/id';
import { CheckMark, DotMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import { countdown } from '@/server/domain/instant-words';
import { orderHref } from '@/server/domain/order-href';
import type { ProviderSaid } from '@/server/domain/repair/repair';
import styles from './case-evidence.module.css';

interface CaseEvidenceProps {
  /** Null where no order of ours has a page with the row. */
  readonly orderId: string | null;
  readonly provider: ProviderSaid | null;
  readonly goodUntilMs: number | null;
  readonly nowMs: number;
  readonly asking: boolean;
  /** Why this person may not ask; null when they may. */
  readonly refused: string | null;
  readonly lookUp: () => void;
}

const SAID: Record<ProviderSaid['answer'], string> = {
  found: 'Look-up',
  not_found: 'Look-up, not found,',
  unanswered: 'Look-up without an answer',
};

/** The row that a repair rests on, and for how long it may; older than that, somebody asks again. */
export function CaseEvidence(props: CaseEvidenceProps) {
  const { asking, goodUntilMs, lookUp, nowMs, orderId, provider, refused } = props;
  const leftMs = goodUntilMs === null ? 0 : goodUntilMs - nowMs;
  const good = goodUntilMs !== null && leftMs > 0;
  return (
    <section className={styles.evidence} aria-label="Evidence it rests on">
      <div className={styles.head}>
        <h3>Evidence it rests on</h3>
        <span className="meta">
          {good ? (
            <>
              good until <Time at={goodUntilMs} near={nowMs} />, {countdown(leftMs)}
            </>
          ) : (
            whyNotGood(provider, goodUntilMs)
          )}
        </span>
      </div>
      <div className={styles.row}>
        {good ? <CheckMark holds /> : <DotMark tone="amber" dashed />}
        <span>
          {provider === null ? (
            'Nothing yet. Nothing is decided without the provider’s own word.'
          ) : (
            <>
              <Row orderId={orderId} seq={provider.seq}>
                {SAID[provider.answer]} <Time at={provider.observedAtMs} form="millis" />
              </Row>
              {provider.providerReference === null ? null : (
                <>
                  , reference{' '}
                  <span className={styles.reference}>
                    <Id value={provider.providerReference} keep={14} copies what="provider reference" />
                  </span>
                </>
              )}
            </>
          )}
        </span>
        <Button
          size="sm"
          aria-disabled={asking || refused !== null}
          title={refused ?? 'Asks the provider now; cannot charge (L)'}
          onClick={() => !asking && refused === null && lookUp()}
        >
          {asking ? 'Asking…' : provider === null ? 'Look up' : 'Look up again'}
        </Button>
      </div>
    </section>
  );
}

function Row({ children, orderId, seq }: { orderId: string | null; seq: number; children: ReactNode }) {
  if (orderId === null) return children;
  return (
    <Link href={`${orderHref(orderId)}?view=everything#row-${seq}`} prefetch={false}>
      {children}
    </Link>
  );
}

function whyNotGood(provider: ProviderSaid | null, goodUntilMs: number | null): string {
  if (provider === null) return 'none yet';
  return goodUntilMs === null ? 'something newer came since' : 'too old to decide on';
}
