import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import columns from '@/components/store/two-columns.module.css';
import { ButtonLink } from '@/components/ui/button';
import { readOrder } from '../../store-api';
import { StatusLive } from './status-live';

export const metadata: Metadata = { title: 'Your order', referrer: 'no-referrer', robots: { index: false } };

interface StatusPageProps {
  readonly params: Promise<{ orderId: string }>;
  readonly searchParams: Promise<{ token?: string }>;
}

function CannotSayNow({ href }: { href: string }) {
  return (
    <div className={columns.columns}>
      <section>
        <h1>Your order is kept; its status cannot be read right now.</h1>
        <p className={columns.sub}>You do not need to pay again. This is about reading, not about your payment.</p>
        <StoreProblem>Please check again in a moment. Nothing is sent or charged by checking.</StoreProblem>
        <ButtonLink href={href} kind="primary" size="lg" prefetch={false}>
          Check status
        </ButtonLink>
      </section>
    </div>
  );
}

export default async function StatusPage({ params, searchParams }: StatusPageProps) {
  const [{ orderId }, { token }] = await Promise.all([params, searchParams]);
  if (!token) notFound();
  const answer = await readOrder({ orderId, token });
  if (answer.kind === 'refused' && answer.status === 404) notFound();
  const href = `/orders/${orderId}?token=${encodeURIComponent(token)}`;
  return (
    <StoreShell>
      {answer.kind === 'ok' ? (
        <StatusLive first={answer.body} firstReadAtMs={Date.now()} token={token} />
      ) : (
        <CannotSayNow href={href} />
      )}
      <noscript>
        <meta httpEquiv="refresh" content="10" />
      </noscript>
    </StoreShell>
  );
}
