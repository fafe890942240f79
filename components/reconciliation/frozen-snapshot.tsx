import { shortenMiddle } from '@/components/ui/id';
import { Time } from '@/components/ui/time';
import type { FrozenRow } from './frozen-rows';
import { SidesTable } from './sides-table';

interface FrozenSnapshotProps {
  readonly rows: readonly FrozenRow[];
  readonly frozenAtMs: number;
  readonly nowMs: number;
}

/** The snapshot that is approved, beside what stands now. */
export function FrozenSnapshot({ frozenAtMs, nowMs, rows }: FrozenSnapshotProps) {
  return (
    <SidesTable
      caption="As it was proposed, and now"
      frozen
      first={
        <>
          <b>As proposed</b> <Time at={frozenAtMs} near={nowMs} />
        </>
      }
      second={
        <>
          <b>Now</b> <Time at={nowMs} />
        </>
      }
      rows={rows.map(({ differs, frozen, name, now }) => ({
        field: name,
        differs,
        first: <Shortened words={frozen} />,
        second: <Shortened words={now} />,
      }))}
    />
  );
}

const Shortened = ({ words }: { words: string }) => <span title={words}>{shortenMiddle(words, 34)}</span>;
