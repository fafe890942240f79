'use client';

import { Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AskPanel } from '@/components/operations/ask-panel';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import { EVERY_DEAD_LETTER } from '@/server/domain/dead-letter';
import { refusalReason } from '@/server/domain/permissions';
import styles from './acts.module.css';
import { useModeClick } from './use-mode-click';

const MOST_LETTERS = 50;

/** A dead letter that somebody read may be let lie, with a reason, in whichever region it is. */
export function WaiveLetter() {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const click = useModeClick();
  const { data: me } = useQuery(trpc.session.me.queryOptions());
  const { data } = useQuery(
    trpc.messages.letters.queryOptions({ filter: EVERY_DEAD_LETTER, region: null, limit: MOST_LETTERS }),
  );
  const waive = useMutation(trpc.onCall.mode.waive.mutationOptions(click.heard));
  const refused = refusalReason(me?.user?.role ?? null, 'degraded:exit');
  const letters = (data?.letters ?? []).filter(({ consumer }) => consumer !== 'order-owner');
  const letter = letters.find((each) => keyOf(each) === chosen) ?? letters[0];
  if (data === undefined || letter === undefined) return null;
  const { consumer, messageId, orderId, region } = letter;
  return (
    <div className={styles.gate}>
      <Button
        size="sm"
        aria-disabled={refused === null ? undefined : true}
        aria-expanded={isOpen}
        title={refused ?? undefined}
        onClick={() => refused === null && setOpen(!isOpen)}
      >
        Waive a dead letter of {region}
      </Button>
      {isOpen ? (
        <AskPanel
          before={`${messageId} for ${consumer} is parked: ${letter.reason}.`}
          after="It lies where it is and holds the exit no longer. Your name and the reason stand beside it."
          unchanged="It may still be redriven. A message for the order owner is never waived."
          note="Cannot be taken back from the record."
          verb="Waive it"
          field={
            <Select
              label="Dead letter"
              data={letters.map((each) => ({ value: keyOf(each), label: `${each.consumer}: ${each.messageId}` }))}
              value={keyOf(letter)}
              onChange={setChosen}
              allowDeselect={false}
            />
          }
          isSending={waive.isPending}
          result={click.result}
          send={(reason) =>
            waive.mutate({ region, letter: { orderId, messageId, consumer }, reason, operationId: click.id })
          }
          close={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}

const keyOf = ({ consumer, messageId, orderId }: { orderId: string; messageId: string; consumer: string }): string =>
  `${orderId} ${messageId} ${consumer}`;
