/**
 * Instants and spans in words that a person can read out. The time zone is handed in: the same page says the same time to whoever reads it.
 */

/** "14:32" */
export function clockMinute(atMs: number, timeZone: string): string {
  return formatter(timeZone, false).format(atMs);
}

/** "10:02:07" */
export function clockSecond(atMs: number, timeZone: string): string {
  return formatter(timeZone, true).format(atMs);
}

/** "10:02:07"; of another day than `nowMs`'s with it, "24 Nov 10:02:07": an hour alone is taken for today's. */
export function clockNear(atMs: number, nowMs: number, timeZone: string): string {
  return `${dayUnlessToday(atMs, nowMs, timeZone)}${clockSecond(atMs, timeZone)}`;
}

/** "10:02:07.121" */
export function clockMillisecond(atMs: number, timeZone: string): string {
  const millisecond = ((Math.floor(atMs) % 1000) + 1000) % 1000;
  return `${clockSecond(atMs, timeZone)}.${String(millisecond).padStart(3, '0')}`;
}

/** "10:02:07.121", with the day where it is another one than `nowMs`'s. */
export function millisecondNear(atMs: number, nowMs: number, timeZone: string): string {
  return `${dayUnlessToday(atMs, nowMs, timeZone)}${clockMillisecond(atMs, timeZone)}`;
}

/** "24 Nov ", or nothing where both are of one day. */
export function dayUnlessToday(atMs: number, nowMs: number, timeZone: string): string {
  const day = days(timeZone);
  const dated = day.format(atMs);
  // with the year in it, so that a year ago is not today
  return dated === day.format(nowMs) ? '' : `${dated.split(' ').slice(0, 2).join(' ')} `;
}

/** "3 ms", "1.97 s", "14.4 s", "41 s", "1 min 16 s", "2 h 5 min", "3 d 4 h"; three figures at most, never rounded up to the next unit. */
export function span(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < 1_000) return `${whole} ms`;
  if (whole < 60_000) return `${seconds(whole)} s`;
  if (whole < 3_600_000) return twoUnits(whole, 60_000, 'min', 1_000, 's');
  if (whole < 86_400_000) return twoUnits(whole, 3_600_000, 'h', 60_000, 'min');
  return twoUnits(whole, 86_400_000, 'd', 3_600_000, 'h');
}

/** The largest unit alone, for an age or a countdown: "41 s", "6 min", "3 h", "2 d". */
export function roughSpan(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < 60_000) return `${Math.floor(whole / 1_000)} s`;
  if (whole < 3_600_000) return `${Math.floor(whole / 60_000)} min`;
  if (whole < 86_400_000) return `${Math.floor(whole / 3_600_000)} h`;
  return `${Math.floor(whole / 86_400_000)} d`;
}

/** What goes on, in whole seconds: "9 s", "1 min 16 s". A fraction that changes while it is read says nothing. */
export function elapsed(ms: number): string {
  return span(Math.max(0, Math.floor(ms / 1_000)) * 1_000).replace(/^0 ms$/, '0 s');
}

/** A countdown in whole seconds and up: "41 s", "1 min 46 s". */
export function countdown(ms: number): string {
  const whole = Math.max(0, Math.ceil(ms / 1_000)) * 1_000;
  return whole < 60_000 ? `${whole / 1_000} s` : span(whole);
}

function seconds(ms: number): string {
  const digits = ms < 10_000 ? 2 : 1;
  return String(Math.floor((ms / 1_000) * 10 ** digits) / 10 ** digits);
}

function twoUnits(ms: number, large: number, largeWord: string, small: number, smallWord: string): string {
  const rest = Math.floor((ms % large) / small);
  const head = `${Math.floor(ms / large)} ${largeWord}`;
  return rest === 0 ? head : `${head} ${rest} ${smallWord}`;
}

/** By zone and fineness: one costs as much to make as a hundred answers to format. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, withSeconds: boolean): Intl.DateTimeFormat {
  const key = `${withSeconds} ${timeZone}`;
  const made = formatters.get(key) ?? newFormatter(timeZone, withSeconds);
  formatters.set(key, made);
  return made;
}

const dayFormatters = new Map<string, Intl.DateTimeFormat>();

function days(timeZone: string): Intl.DateTimeFormat {
  const made =
    dayFormatters.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  dayFormatters.set(timeZone, made);
  return made;
}

function newFormatter(timeZone: string, withSeconds: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
  });
}
