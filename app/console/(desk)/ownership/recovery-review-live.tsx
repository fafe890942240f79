'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { RecoveryReviewShown } from '@/components/ownership/recovery-review';
import { newClickId, refusalOf, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { refusalReason, type Role } from '@/server/domain/permissions';
import styles from './ownership-desk.module.css';

const HOURS = [1, 6, 24] as const;
const HOUR_MS = 3_600_000;

/** A review is asked for: it looks orders up at the provider, so it does not run by itself. */
export function RecoveryReviewLive({ role, nowMs }: { role: Role | null; nowMs: number }) {
  const trpc = useTRPC();
  const [hours, setHours] = useState<(typeof HOURS)[number]>(1);
  const review = useMutation(trpc.ownership.review.mutationOptions());
  const refused = refusalReason(role, 'ownership:review');
  return (
    <>
      <div className={styles.act}>
        <label className="meta" htmlFor="review-window">
          Orders placed or moved in the last
        </label>
        <select
          id="review-window"
          value={hours}
          onChange={(event) => setHours(HOURS.find((each) => String(each) === event.currentTarget.value) ?? 1)}
        >
          {HOURS.map((each) => (
            <option key={each} value={each}>
              {each === 1 ? 'hour' : `${each} hours`}
            </option>
          ))}
        </select>
        <Button
          aria-disabled={refused !== null || review.isPending}
          onClick={() => {
            if (refused === null && !review.isPending)
              review.mutate({
                fromMs: Math.floor(nowMs - hours * HOUR_MS),
                toMs: Math.floor(nowMs),
                operationId: newClickId(),
              });
          }}
        >
          {review.isPending ? 'Looking…' : 'Review now'}
        </Button>
        <span className="meta">{refused ?? 'Cannot charge and cannot change an order.'}</span>
      </div>
      {review.isError ? (
        <p className="meta" role="status">
          Not read. {refusalOf(review.error).message} Press again.
        </p>
      ) : null}
      {review.data === undefined ? null : (
        <RecoveryReviewShown regions={review.data.regions} notReached={review.data.notReached} />
      )}
    </>
  );
}
