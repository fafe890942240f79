/**
 * Instants in words. The zone is always passed, so that server and browser write the same text.
 */
import { dayUnlessToday, roughSpan } from '@/server/domain/instant-words';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions, key: string): Intl.DateTimeFormat {
  const name = `${zone} ${key}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', ...options });
  formats.set(name, made);
  return made;
}

const pad = { hour: '2-digit', minute: '2-digit' } as const;

export type TimeForm = 'minute' | 'clock' | 'millis' | 'day' | 'day-clock';

/** Writes an instant (epoch milliseconds) in a zone: 10:02, 10:02:07, 10:02:07.121, 24 Nov, 24 Nov 10:02:07. */
export function formatInstant(atMs: number, form: TimeForm, zone: string): string {
  switch (form) {
    case 'minute':
      return format(zone, pad, form).format(atMs);
    case 'clock':
      return format(zone, { ...pad, second: '2-digit' }, form).format(atMs);
    case 'millis':
      return format(zone, { ...pad, second: '2-digit', fractionalSecondDigits: 3 }, form).format(atMs);
    case 'day':
      return format(zone, { day: 'numeric', month: 'short' }, form).format(atMs);
    case 'day-clock':
      return `${formatInstant(atMs, 'day', zone)} ${formatInstant(atMs, 'clock', zone)}`;
    default:
      return form satisfies never;
  }
}

/** The same, with the day where it is another one than `nowMs`'s: an hour alone is taken for today's. */
export function formatNear(atMs: number, nowMs: number, form: 'minute' | 'clock' | 'millis', zone: string): string {
  return `${dayUnlessToday(atMs, nowMs, zone)}${formatInstant(atMs, form, zone)}`;
}

/** The exact instant with its zone, for hover, focus and a screen reader. */
export function exactInstant(atMs: number, zone: string): string {
  const day = format(zone, { day: 'numeric', month: 'short', year: 'numeric' }, 'exact').format(atMs);
  return `${day}, ${formatInstant(atMs, 'millis', zone)} ${zone}`;
}

/** "6 min ago", "in 41 s", "now": one unit is enough to read at a glance. */
export function formatRelative(atMs: number, nowMs: number): string {
  const away = atMs - nowMs;
  const distance = Math.abs(away);
  if (distance < 1000) return 'now';
  return away < 0 ? `${roughSpan(distance)} ago` : `in ${roughSpan(distance)}`;
}
