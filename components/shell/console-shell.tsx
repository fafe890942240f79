'use client';

import { IconLogout } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ModeGlance } from '@/components/operations/mode-glance';
import { PromiseGlance } from '@/components/operations/promise-mark';
import { RegionStrip } from '@/components/operations/region-strip';
import { DrillGlance } from '@/components/drills/drill-glance';
import { useBeat, useIsTold } from '@/components/news/told-pages';
import { type Outputs, refusalOf, useTRPC } from '@/components/trpc';
import { BrandMark, DotMark } from '@/components/ui/marks';
import { Time } from '@/components/ui/time';
import { ConsoleNav } from './console-nav';
import styles from './console-shell.module.css';
import { ConsoleTopbar } from './console-topbar';
import { NotOpened, Stay, useStayWhileLost } from './stay-while-lost';
import { StoreClock } from './store-clock';

/** What waits for somebody in both regions: open cases, and repairs that no case leads to; "at least" where one was not reached. */
function openWords({ notReached, open, proposalsWithoutCase }: Outputs['cases']['figures']): string | null {
  const waiting = open + proposalsWithoutCase;
  if (waiting === 0 && notReached.length === 0) return null;
  return `${waiting.toLocaleString('en')}${notReached.length > 0 ? '+' : ''}`;
}

function deadWords({ messages, notReached }: Outputs['support']['now']['overview']): string | null {
  if (messages.dead === 0) return null;
  return `${messages.dead.toLocaleString('en')}${notReached.length > 0 ? '+' : ''} dead`;
}

/** In place of the mode and the promise: what was last said of them, if anything was, may not be so any more. */
function NoAnswer({ isLost, sinceMs }: { isLost: boolean; sinceMs: number | null }) {
  return (
    <span data-tone="amber">
      <DotMark tone="amber" dashed />
      <span className="tone medium">
        {isLost ? 'No answer' : 'Not read'}{' '}
        {sinceMs === null ? (
          'yet'
        ) : (
          <>
            since <Time at={sinceMs} />
          </>
        )}
      </span>
    </span>
  );
}

interface ConsoleShellProps {
  readonly user: { readonly name: string; readonly role: string };
  /** What runs here: "sandbox" where no real money can move. */
  readonly environment: string | null;
  readonly signOut: () => Promise<void>;
  readonly children: ReactNode;
}

export function ConsoleShell({ user, environment, signOut, children }: ConsoleShellProps) {
  const trpc = useTRPC();
  const overview = useQuery(
    trpc.support.now.overview.queryOptions(undefined, { refetchInterval: useBeat('support.now.overview') }),
  );
  const { data: now, dataUpdatedAt } = overview;
  // a refusal is an answer
  const isLost = overview.isError && refusalOf(overview.error).code === null;
  const { held, holdBack, keeps } = useStayWhileLost(isLost);
  const { data: cases } = useQuery(
    trpc.cases.figures.queryOptions(undefined, { refetchInterval: useBeat('cases.figures') }),
  );
  const { data: drill } = useQuery(
    trpc.drills.running.queryOptions(undefined, { refetchInterval: useBeat('drills.running') }),
  );
  const { data: modes } = useQuery(
    trpc.onCall.mode.glance.queryOptions(undefined, { refetchInterval: useBeat('onCall.mode.glance') }),
  );
  const counts = {
    '/console/reconciliation': cases ? openWords(cases) : null,
    '/console/messages': now ? deadWords(now) : null,
  };
  return (
    <Stay holdBack={holdBack}>
      <div className={styles.shell} data-told={useIsTold()} {...keeps}>
        <a className={styles.skip} href="#main">
          Skip to content
        </a>
        <ConsoleNav
          counts={counts}
          brand={
            <Link className={styles.brand} href="/console" aria-label="Evident, now">
              <BrandMark />
              <span className={styles.word}>Evident</span>
              {environment ? <span className={styles.environment}>{environment}</span> : null}
            </Link>
          }
          foot={
            <div className={styles.foot}>
              <div className={styles.regions}>
                {now ? <RegionStrip regions={now.regions} nowMs={now.nowMs} isLost={overview.isError} /> : null}
                <div className={styles.split} />
              </div>
              <form className={styles.user} action={signOut}>
                <span>{user.name}</span>
                <span className="faint">{user.role}</span>
                <button type="submit" title={`Sign out, ${user.name}`}>
                  <IconLogout size={16} stroke={1.6} aria-hidden />
                  <span className={styles.out}>Sign out</span>
                </button>
              </form>
            </div>
          }
        />
        <div className={styles.main}>
          <ConsoleTopbar
            counts={counts}
            user={user}
            signOut={signOut}
            clock={now ? <StoreClock nowMs={now.nowMs} heardAtMs={dataUpdatedAt} /> : null}
            glance={
              overview.isError ? (
                <NoAnswer isLost={isLost} sinceMs={now === undefined ? null : dataUpdatedAt} />
              ) : now ? (
                <>
                  {drill ? <DrillGlance running={drill} nowMs={now.nowMs} /> : null}
                  {modes ? <ModeGlance modes={modes} nowMs={now.nowMs} /> : null}
                  <PromiseGlance promise={now.promise} nowMs={now.nowMs} without={now.notReached} />
                </>
              ) : null
            }
          />
          <main id="main" className={styles.page}>
            <NotOpened held={held} />
            {children}
          </main>
        </div>
      </div>
    </Stay>
  );
}
