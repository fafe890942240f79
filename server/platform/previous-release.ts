/** The build that may be running while this one is deployed, and that a rollback goes back to: docs/releases.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './node-process';

export interface PreviousRelease {
  readonly commit: string;
  /** The newest migration that it knows. */
  readonly lastMigration: string;
}

export function previousRelease(): PreviousRelease {
  const { previous } = JSON.parse(readFileSync(join(PROJECT, 'docs/releases.json'), 'utf8')) as {
    previous: { commit: string; last_migration: string };
  };
  return { commit: previous.commit, lastMigration: previous.last_migration };
}
