'use client';

import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ControlAsk } from '@/components/operations/control-ask';
import { type Outputs, useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { useClick } from '../reconciliation/use-click';
import styles from './product-pause-live.module.css';

interface NewProductPauseProps {
  readonly refused: string | null;
  readonly nowMs: number;
  readonly known: Outputs['onCall']['controls']['view']['switches'];
}

const SKU = /^[!-~]{1,80}$/;

/** A product has no switch until somebody pauses it; then it stands in the list like the others. */
export function NewProductPause({ known, nowMs, refused }: NewProductPauseProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [sku, setSku] = useState('');
  const [isOpen, setOpen] = useState(false);
  const click = useClick('/console/controls', () =>
    queries.invalidateQueries({ queryKey: trpc.onCall.controls.view.queryKey() }),
  );
  const set = useMutation(
    trpc.onCall.controls.set.mutationOptions({
      ...click.heard,
      onSuccess(result) {
        click.heard.onSuccess(result);
        if (result.kind === 'done') setOpen(false);
      },
    }),
  );
  const hasSwitch = known.some(
    ({ control }) => control.kind === 'pause' && control.scope.kind === 'product' && control.scope.sku === sku,
  );
  const why = refused ?? (SKU.test(sku) ? (hasSwitch ? 'It has a switch above.' : null) : 'Name a product first.');
  return (
    <div className={styles.product}>
      <div className={styles.line}>
        <TextInput
          aria-label="Product to pause"
          placeholder="Product, e.g. mug"
          value={sku}
          onChange={(event) => setSku(event.currentTarget.value.trim())}
          size="xs"
        />
        <Button
          size="sm"
          aria-disabled={why === null ? undefined : true}
          aria-expanded={isOpen}
          onClick={() => why === null && setOpen(!isOpen)}
        >
          Pause a product
        </Button>
        {why === null ? null : <span className="meta">{why}</span>}
      </div>
      {isOpen && why === null ? (
        <ControlAsk
          before={`Product ${sku}: admitting.`}
          after="Attempts for an order with it are answered payment_unavailable; the intent is kept for 30 minutes."
          unchanged="Orders without it; operations already open are followed to their outcome."
          verb={`Pause payments for ${sku}`}
          next={{ kind: 'pause', paused: true, untilMs: null }}
          nowMs={nowMs}
          isSending={set.isPending}
          result={click.result}
          send={({ reason, value }) =>
            set.mutate({
              change: {
                kind: 'pause',
                scope: { kind: 'product', sku },
                paused: true,
                untilMs: value.kind === 'pause' ? value.untilMs : null,
              },
              expectedVersion: 0,
              reason,
              operationId: click.id,
            })
          }
          close={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}
