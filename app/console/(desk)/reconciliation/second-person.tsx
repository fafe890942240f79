'use client';

import { type RefObject, useState } from 'react';
import { RepairReason } from '@/components/reconciliation/repair-fields';
import type { Outputs } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { refusalReason } from '@/server/domain/permissions';
import { LEAST_REASON, saysWhy } from '@/server/domain/repair/repair';
import { staffActor } from '@/server/domain/staff';
import styles from './case-panel.module.css';

interface SecondPersonProps {
  readonly me: Outputs['session']['me'];
  readonly proposedBy: string;
  readonly reasonField: RefObject<HTMLTextAreaElement | null>;
  /** An answer is under way: of which only the approval asks the provider. */
  readonly under: 'approval' | 'ending' | null;
  /** What an approval does, and what voids it. */
  readonly says: string;
  readonly approve: () => void;
  readonly end: (how: 'withdraw' | 'refuse', reason: string) => void;
}

/** Whoever asked for it may take it back; somebody else approves it, or refuses it with a reason. */
export function SecondPerson({ approve, end, me, proposedBy, reasonField, says, under }: SecondPersonProps) {
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const busy = under !== null;
  const own = me.email !== null && proposedBy === staffActor(me.email);
  const mayNot = own ? null : refusalReason(me.role, 'repairs:approve');
  if (mayNot !== null) return <p className="meta">{mayNot}</p>;
  const endIt = (how: 'withdraw' | 'refuse') => {
    setTried(true);
    if (busy) return;
    if (!saysWhy(why)) return reasonField.current?.focus();
    end(how, why.trim());
  };
  return (
    <>
      <RepairReason
        label={own ? 'Why you take it back' : 'Why you refuse it'}
        field={reasonField}
        reason={why}
        problem={tried && !saysWhy(why) ? `Say why, in at least ${LEAST_REASON} characters and in words.` : null}
        type={setWhy}
      />
      <div className={styles.acts}>
        {own ? (
          <Button aria-disabled={busy} onClick={() => endIt('withdraw')}>
            Take back
          </Button>
        ) : (
          <>
            <Button kind="primary" aria-disabled={busy} onClick={() => !busy && approve()}>
              {under === 'approval' ? 'Asking the provider once more…' : 'Approve'}
            </Button>
            <Button aria-disabled={busy} onClick={() => endIt('refuse')}>
              Refuse
            </Button>
          </>
        )}
        <span className="meta">{own ? 'A second person decides; you cannot approve what you asked for.' : says}</span>
      </div>
    </>
  );
}
