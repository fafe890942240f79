import { Time } from '@/components/ui/time';
import { countdown, roughSpan } from '@/server/domain/instant-words';

/** When somebody must have looked; a passed due time says so in words and shape, not by colour alone. */
export function Due({ dueAtMs, nowMs }: { dueAtMs: number; nowMs: number }) {
  if (dueAtMs > nowMs) return <Time at={dueAtMs}>in {countdown(dueAtMs - nowMs)}</Time>;
  return (
    <span className="tone medium" data-tone="red">
      <Time at={dueAtMs}>{roughSpan(nowMs - dueAtMs)} past</Time>
    </span>
  );
}
