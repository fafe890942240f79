import { LocalTime } from '@/components/ui/local-time';
import { elapsed } from '@/server/domain/instant-words';
import { StoreProblem } from './store-problem';

/** The connection is lost: what is shown stays, with its age. */
export function StatusLost({ readAtMs, nowMs }: { readAtMs: number; nowMs: number }) {
  return (
    <StoreProblem>
      <strong>Not connected.</strong> What you see is from <LocalTime at={readAtMs} form="clock" />,{' '}
      <span aria-live="off">{elapsed(nowMs - readAtMs)} ago</span>. Your order goes on without this page. It tries again
      by itself.
    </StoreProblem>
  );
}
