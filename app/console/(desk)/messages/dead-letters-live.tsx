'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LetterFilterBar } from '@/components/messages/letter-filters';
import { LetterRecord } from '@/components/messages/letter-record';
import { LettersTable } from '@/components/messages/letters-table';
import { type Letter, letterKey, type RegionAnswer } from '@/components/messages/region-messages';
import { useBeat } from '@/components/news/told-pages';
import { useTRPC } from '@/components/trpc';
import { NoneFound } from '@/components/ui/proof';
import { ReadState } from '@/components/ui/read-state';
import { Section } from '@/components/ui/section';
import { TableSkeleton } from '@/components/ui/skeleton';
import { Time } from '@/components/ui/time';
import { useHeldRows } from '@/components/ui/use-held-rows';
import { WaitingRows } from '@/components/ui/waiting-rows';
import type { Role } from '@/server/domain/permissions';
import { useMessagesAddress } from './messages-address';
import { RedriveBar } from './redrive-bar';
import { useLetterKeys } from './use-letter-keys';

const SHOWN = 100;

function OpenLetter({ letter }: { letter: Letter }) {
  const trpc = useTRPC();
  const { consumer, messageId, orderId, region } = letter;
  const query = useQuery(trpc.messages.letter.queryOptions({ consumer, messageId, orderId, region }));
  return (
    <ReadState
      query={query}
      what="The message"
      skeleton={<TableSkeleton rows={4} columns={2} label="Reading the message" />}
    >
      {(content) => <LetterRecord letter={content} />}
    </ReadState>
  );
}

interface ListProps {
  readonly letters: readonly Letter[];
  readonly readAtMs: number;
  readonly countedAtMs: number;
  readonly nowMs: number;
  readonly role: Role | null;
  readonly matching: number;
}

function List({ countedAtMs, letters, matching, nowMs, readAtMs, role }: ListProps) {
  const [{ code, consumer, region, schema }] = useMessagesAddress();
  const held = useHeldRows(JSON.stringify([code, consumer, region, schema]), letters, letterKey, readAtMs);
  const still = new Set(letters.map(letterKey));
  // what was put back leaves the list; what is new waits above it
  const rows = held.rows.filter((letter) => still.has(letterKey(letter)));
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const keys = rows.map(letterKey);
  const selected = new Set(keys.filter((key) => ticked.has(key)));
  const select = (key: string, on: boolean) =>
    setTicked(new Set(on ? [...selected, key] : [...selected].filter((each) => each !== key)));
  const toggleOpen = (key: string) => setOpen(open === key ? null : key);
  useLetterKeys({ keys, open: toggleOpen, toggle: (key) => select(key, !selected.has(key)) });
  const opened = rows.find((letter) => letterKey(letter) === open);
  return (
    <>
      <RedriveBar
        selected={rows.filter((letter) => selected.has(letterKey(letter)))}
        filter={{ code, consumer, schema }}
        region={region}
        matching={matching}
        countedAtMs={countedAtMs}
        clear={() => setTicked(new Set())}
        role={role}
      />
      <WaitingRows count={held.waiting} what="dead letter" sinceMs={held.sinceMs} show={held.show} />
      <LettersTable
        letters={rows}
        nowMs={nowMs}
        selected={selected}
        select={select}
        selectAll={(on) => setTicked(new Set(on ? keys : []))}
        open={open}
        toggle={toggleOpen}
        record={opened === undefined ? null : <OpenLetter letter={opened} />}
      />
      {matching > rows.length ? (
        <p className="meta">
          The oldest {rows.length} of {matching.toLocaleString('en')}.
        </p>
      ) : null}
    </>
  );
}

interface DeadLettersProps {
  readonly regions: readonly RegionAnswer[];
  readonly nowMs: number;
  /** When the regions counted them. */
  readonly countedAtMs: number;
  readonly role: Role | null;
}

/** What could not be acted on, with its reason; put back one by one, or all that match. */
export function DeadLetters({ countedAtMs, nowMs, regions, role }: DeadLettersProps) {
  const trpc = useTRPC();
  const [{ code, consumer, region, schema }, setAddress] = useMessagesAddress();
  const filter = { code, consumer, schema };
  const query = useQuery(
    trpc.messages.letters.queryOptions(
      { filter, region, limit: SHOWN },
      { refetchInterval: useBeat('messages.letters') },
    ),
  );
  const matching = regions
    .filter((each) => region === null || each.region === region)
    .flatMap(({ answer }) => answer?.letters ?? [])
    .filter(
      (each) =>
        (code === null || each.code === code) &&
        (schema === null || each.schema === schema) &&
        (consumer === null || each.consumer === consumer),
    )
    .reduce((sum, each) => sum + each.count, 0);
  return (
    <Section title="Dead letters" aside="oldest first; J K move, Enter opens, X selects">
      <LetterFilterBar filters={{ ...filter, region }} regions={regions} change={(change) => void setAddress(change)} />
      <ReadState
        query={query}
        what="The dead letters"
        skeleton={<TableSkeleton rows={5} columns={6} label="Reading dead letters" />}
      >
        {({ letters, notReached }) => (
          <>
            {notReached.length > 0 && letters.length > 0 ? (
              <p role="status">{notReached.join(' and ')} was not reached; what is parked there is not shown.</p>
            ) : null}
            {letters.length === 0 ? (
              <NoneFound title="No dead letters" notReached={notReached}>
                Looked at everything that was parked and not put back
                {(code ?? consumer ?? schema ?? region) ? ', as filtered' : ''}, as of <Time at={countedAtMs} />. A
                message is parked with its reason, never dropped.
              </NoneFound>
            ) : (
              <List
                letters={letters}
                matching={matching}
                countedAtMs={countedAtMs}
                nowMs={nowMs}
                readAtMs={query.dataUpdatedAt}
                role={role}
              />
            )}
          </>
        )}
      </ReadState>
    </Section>
  );
}
