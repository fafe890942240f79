/** The checklist in words for people: what must hold, what it comes to, what it may come to, and which line holds the exit. */
import { span } from './instant-words';
import { EXIT_LINES, type ExitLine, type ExitLineName, failingLines } from './exit-evidence';

export const EXIT_TITLES: Readonly<Record<ExitLineName, string>> = {
  agreement: 'Sampled orders agree with the provider',
  oldest_pending: 'Oldest pending intent',
  authorizations_undecided: 'Authorizations decided or in a case',
  old_epoch_refused: 'Writes by an old epoch refused',
  queue_age: 'Confirmation queue, oldest',
  dead_letters: 'Dead letters none, or waived',
  other_region: 'The other region was heard',
  pressure: 'Figures under their limits',
};

/** From 1, as the page numbers them. */
export const lineNumber = (line: ExitLineName): number => EXIT_LINES.indexOf(line) + 1;

export function nowWords({ limit, line, now, witness }: ExitLine): string {
  if (now === null) return 'not known';
  switch (line) {
    case 'agreement':
      return limit === 0 ? 'none to ask' : `${now} of ${limit}`;
    case 'old_epoch_refused':
      return `${now} of ${limit}`;
    case 'oldest_pending':
    case 'queue_age':
      return now === 0 ? 'none' : span(now);
    case 'other_region':
      return `${span(now)} ago`;
    case 'authorizations_undecided':
      return now === 0 ? 'all' : `${now} open`;
    case 'dead_letters': {
      const waived = typeof witness.waived === 'number' ? witness.waived : 0;
      return now === 0 && waived > 0 ? `${waived} waived` : `${now} open`;
    }
    case 'pressure':
      return now === 0 ? 'all' : `${now} over`;
    default:
      return line satisfies never;
  }
}

export function limitWords({ limit, line }: Pick<ExitLine, 'limit' | 'line'>): string {
  switch (line) {
    case 'agreement':
    case 'authorizations_undecided':
    case 'pressure':
      return 'all';
    case 'old_epoch_refused':
      return 'every shard';
    case 'oldest_pending':
    case 'queue_age':
    case 'other_region':
      return `under ${span(limit)}`;
    case 'dead_letters':
      return '0 open';
    default:
      return line satisfies never;
  }
}

/** Why a line does not hold, as a sentence. */
export function heldWords(line: ExitLineName, reading: ExitLine | undefined): string {
  if (reading === undefined) return 'nobody has read it yet.';
  const now = reading.now ?? 0;
  switch (line) {
    case 'agreement':
      return agreementHeld(reading);
    case 'oldest_pending':
      return `the oldest pending intent is ${span(now)} old; ${span(reading.limit)} are allowed.`;
    case 'authorizations_undecided':
      return now === 1
        ? '1 authorization has neither a decision nor a case.'
        : `${now} authorizations have neither a decision nor a case.`;
    case 'old_epoch_refused':
      return `only ${now} of ${reading.limit} writes by an old epoch were refused.`;
    case 'queue_age':
      return `the oldest message of the confirmation queue is ${span(now)} old; ${span(reading.limit)} are allowed.`;
    case 'dead_letters':
      return now === 1
        ? '1 dead letter is neither redriven nor waived.'
        : `${now} dead letters are neither redriven nor waived.`;
    case 'other_region':
      return reading.now === null
        ? 'the other region was never heard.'
        : `the other region was heard ${span(now)} ago.`;
    case 'pressure':
      return reading.now === null
        ? 'the figures have not been watched for long enough.'
        : now === 1
          ? 'one figure is over its limit.'
          : `${now} figures are over their limits.`;
    default:
      return line satisfies never;
  }
}

function agreementHeld({ limit, now, witness }: ExitLine): string {
  if (typeof witness.sample_id !== 'string') return 'no sample was taken yet.';
  const missing = typeof witness.missing === 'number' ? witness.missing : 0;
  const apart = limit - (now ?? 0) - missing;
  if (apart + missing <= 0) return 'the sample is too old.';
  const disagree =
    apart === 1
      ? '1 sampled order does not agree with the provider'
      : `${apart} sampled orders do not agree with the provider`;
  const leftOut =
    missing === 1
      ? '1 payment of this episode is not in the sample yet'
      : `${missing} payments of this episode are not in the sample yet`;
  return `${[apart > 0 ? disagree : null, missing > 0 ? leftOut : null].filter((words) => words !== null).join('; ')}.`;
}

/** "Held by line 3: 3 authorizations have neither a decision nor a case." The first failing line, and how many more. */
export function heldByWords(lines: readonly ExitLine[]): string {
  const failing = failingLines(lines);
  const [first, ...more] = failing;
  if (first === undefined) return 'Nothing holds the exit.';
  const words = heldWords(
    first,
    lines.find(({ line }) => line === first),
  );
  const others = more.length === 0 ? '' : ` Also held by line ${more.map(lineNumber).join(', ')}.`;
  return `held by line ${lineNumber(first)}: ${words}${others}`;
}
