'use client';

import { Radio } from '@mantine/core';
import { useState } from 'react';
import { ReasonDialog } from '@/components/operations/reason-dialog';
import { BULK_KINDS, BULK_WORDS, type BulkKind } from '@/server/domain/bulk-repair';
import styles from './bulk-dialog.module.css';

interface BulkDialogProps {
  readonly opened: boolean;
  readonly total: number;
  readonly starting: boolean;
  readonly start: (kind: BulkKind, reason: string) => void;
  readonly close: () => void;
}

/** One decision about many cases: what, why, and what will and will not happen. */
export function BulkDialog({ close, opened, start, starting, total }: BulkDialogProps) {
  const [kind, setKind] = useState<BulkKind>('recheck');
  return (
    <ReasonDialog
      title={`Decide for ${total} ${total === 1 ? 'case' : 'cases'}`}
      act={`${BULK_WORDS[kind]}: ${total}`}
      acting={starting}
      actingWords="Starting…"
      keeps="Stands in the audit of every single one."
      says="Each case is looked up at the provider first and decided alone, on its own evidence. What the evidence does not permit is refused and listed; what moves more money than one person may waits for a second one. You can stop it at any time."
      opened={opened}
      go={(reason) => start(kind, reason)}
      close={close}
    >
      <Radio.Group label="What" value={kind} onChange={(value) => setKind(value as BulkKind)}>
        <div className={styles.kinds}>
          {BULK_KINDS.map((each) => (
            <Radio key={each} value={each} label={BULK_WORDS[each]} />
          ))}
        </div>
      </Radio.Group>
    </ReasonDialog>
  );
}
