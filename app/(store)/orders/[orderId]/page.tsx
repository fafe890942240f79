import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import type { OrderResource } from '@/components/store/resources';
import { instantOf } from '@/components/store/wire';
import { ButtonLink } from '@/components/ui/button';
import { LocalTime } from '@/components/ui/local-time';
import { sessionMemory } from '../../session-memory';
import { type Answer, readOrder } from '../../store-api';
import { StatusLive } from './status-live';

export const metadata: Metadata = { title: 'Your order', referrer: 'no-referrer', robots: { index: false } };

interface StatusPageProps {
  readonly params: Promise<{ orderId: string }>;
  /** `seen`: handed on by the page itself where no script keeps the session's memory. */
  readonly searchParams: Promise<{ token?: string; seen?: string }>;
}

/** Without scripts the next page load carries on what this one has shown. */
function hrefAfter(href: string, answer: Answer<OrderResource>): string {
  return answer.kind === 'ok' && answer.memory !== null ? `${href}&seen=${answer.memory}` : href;
}

const lastSeenAt = (answer: Answer<OrderResource>): number | null =>
  answer.kind === 'refused' ? instantOf(answer.problem.last_seen?.as_of) : null;

interface CannotSayNowProps {
  readonly href: string;
  readonly lastSeenAtMs: number | null;
}

function CannotSayNow({ href, lastSeenAtMs }: CannotSayNowProps) {
  return (
    <div className={columns.columns}>
      <section>
        <h1>Your order is kept; its status cannot be read right now.</h1>
        <p className={columns.sub}>You do not need to pay again. This is about reading, not about your payment.</p>
        <StoreProblem>
          {lastSeenAtMs === null ? null : (
            <>
              What you saw as of <LocalTime at={lastSeenAtMs} form="clock" /> stands, and may have moved on since.{' '}
            </>
          )}
          Please check again in a moment. Nothing is sent or charged by checking.
        </StoreProblem>
        <ButtonLink href={href} kind="primary" size="lg" prefetch={false}>
          Check status
        </ButtonLink>
      </section>
    </div>
  );
}

export default async function StatusPage({ params, searchParams }: StatusPageProps) {
  const [{ orderId }, { token, seen }] = await Promise.all([params, searchParams]);
  if (!token) notFound();
  const answer = await readOrder({ orderId, token, memory: await sessionMemory(seen) });
  // an address that can be of no order, or of none for this token
  if (answer.kind === 'refused' && (answer.status === 404 || answer.status === 400)) notFound();
  const href = `/orders/${orderId}?token=${encodeURIComponent(token)}`;
  return (
    <StoreShell>
      {answer.kind === 'ok' ? (
        <StatusLive first={answer.body} firstReadAtMs={Date.now()} token={token} />
      ) : (
        <CannotSayNow href={href} lastSeenAtMs={lastSeenAt(answer)} />
      )}
      <noscript>
        <meta httpEquiv="refresh" content={`10; url=${hrefAfter(href, answer)}`} />
      </noscript>
    </StoreShell>
  );
}
