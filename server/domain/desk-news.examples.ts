/** Marks of a region in which nothing has happened yet, for tests to move. */
import type { DeskMarks } from './desk-news';

export const NO_MARKS: DeskMarks['marks'] = {
  cases: null,
  audit: null,
  controls: null,
  mode: null,
  promise: null,
  drills: null,
  letters: null,
  mails: null,
  kept: null,
  bulk: null,
  statements: null,
};
