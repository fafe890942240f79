/**
 * From which instant on a look over what was recorded has to read, so that two of them miss nothing between them.
 *
 * One snapshot, read once. What it does not show was written by a transaction numbered `oldest` or later. Each look that had seen
 * every number below `oldest` began before that transaction wrote its first row, so whatever is still hidden is recorded after such a
 * look began: the newest of these instants, less an overlap, is the watermark. The overlap covers the clock that is read just
 * before a number is drawn. Instants are cut to the milliseconds that are stored, or a row at an edge would be seen twice.
 */

/**
 * The tables `last` (the newest look of region $1), `seen` (this snapshot) and `mark`: `from_then`, from which this look reads, and `next_from`,
 * from which the next one will. Either is null while nothing is known.
 * @param looks a table of looks with region, number, watermark and next_xid, and the column `began` with the instant of each.
 * @param overlap in milliseconds, as SQL.
 */
export const watermark = (looks: string, began: string, overlap: string): string => `last as (
  select c.* from ${looks} c where c.region = $1 order by c.number desc limit 1
), seen as (
  select pg_snapshot_xmin(s)::text::bigint as oldest, pg_snapshot_xmax(s)::text::bigint as next from pg_current_snapshot() s
), mark as (
  select coalesce(
    case when seen.oldest = seen.next then date_trunc('milliseconds', now())
      else (select c.${began} from ${looks} c where c.region = $1 and c.next_xid <= seen.oldest order by c.number desc limit 1)
    end - ${overlap} * interval '1 millisecond',
    (select watermark from last)) as next_from,
    (select watermark from last) as from_then
  from seen
)`;
