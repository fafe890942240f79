import Link from 'next/link';
import { Pairs } from '@/components/ui/pairs';
import { Time } from '@/components/ui/time';
import type { ArchivedOrderMessage } from '@/server/domain/archived-order-message';
import { RailSection } from './rail';

/** Messages of the order that left the outbox after the replay window: told to everybody, and still readable. */
export function ArchivedPanel({ archived }: { archived: readonly ArchivedOrderMessage[] }) {
  if (archived.length === 0) return null;
  return (
    <RailSection title="Archived messages">
      <Pairs
        pairs={archived.map(({ archive, archivedAtMs, messageId, schema, schemaVersion }) => [
          `${schema} ${schemaVersion}`,
          <span key={messageId} className="soft">
            {archivedAtMs === null ? (
              'archived by the region that owned the order before'
            ) : (
              <>
                archived on <Time at={archivedAtMs} form="day-clock" />
              </>
            )}
            , in file <span className="id">{archive}</span>
          </span>,
        ])}
      />
      <p className="meta">
        <Link href="/console/messages?view=replay" prefetch={false}>
          Replay
        </Link>{' '}
        can read them where the file is.
      </p>
    </RailSection>
  );
}
