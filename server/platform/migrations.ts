/**
 * The database has exactly the shape that the repository says, or the store does not start.
 * Migrations are applied by Prisma's engine and recorded in `_prisma_migrations`, so `prisma
 * migrate` agrees elsewhere. Each runs as one transaction: it is there as a whole or not at all, so
 * one that failed or was cut off is tried again. An applied migration that was edited is refused.
 *
 * Drift is what `schema.prisma` and the migrated database disagree on: tables, columns, types, keys,
 * foreign keys, indexes, enums. The engine does not look at CHECKs, triggers, functions, grants and
 * expression indexes (and at partial indexes only with the preview feature `partialIndexes`): these
 * are hand-written, held by the checksums of the migrations and by the tests that break each of them.
 */
import type pg from 'pg';
import { withClient, withoutPassword } from './database-roles';
import { type MigrationFile, migrationList, readMigrations, readSchema } from './migration-files';
import { openSchemaEngine } from './schema-engine';
import { StartError } from './start-error';

const NO_FILTERS = { externalTables: [], externalEnums: [] };

export interface MigrationResult {
  readonly applied: readonly string[];
}

/** Brings the database at `ownerUrl` up to date. A second run finds nothing to do in milliseconds. Throws StartError. */
export async function migrate(
  ownerUrl: string,
  migrations: readonly MigrationFile[] = readMigrations(),
): Promise<MigrationResult> {
  const recorded = await withClient(ownerUrl, recordedMigrations);
  refuseEdited(migrations, recorded);
  const done = new Set(recorded.filter(({ finished }) => finished).map(({ name }) => name));
  if (migrations.every(({ name }) => done.has(name))) return { applied: [] };

  const { engine, close } = await openSchemaEngine(ownerUrl, readSchema());
  try {
    for (const { name, finished } of recorded)
      if (!finished) await engine.markMigrationRolledBack({ migrationName: name });
    const output = await engine.applyMigrations({ migrationsList: migrationList(migrations), filters: NO_FILTERS });
    return { applied: output.appliedMigrationNames };
  } catch (error) {
    throw new StartError(
      `A migration of ${withoutPassword(ownerUrl)} failed; nothing of it remains.\n${firstLines(error)}`,
    );
  } finally {
    await close();
  }
}

/** The SQL that would take the database to `schema.prisma`; null where they agree. */
export async function findDrift(ownerUrl: string, schema: string = readSchema()): Promise<string | null> {
  const files = [{ path: 'schema.prisma', content: schema }];
  const { engine, close } = await openSchemaEngine(ownerUrl, schema);
  try {
    const difference = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '.' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return difference.exitCode === 0 ? null : (difference.stdout ?? 'unknown difference');
  } finally {
    await close();
  }
}

interface RecordedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

async function recordedMigrations(client: pg.Client): Promise<RecordedMigration[]> {
  const table = await client.query<{ found: string | null }>(
    `select to_regclass('public._prisma_migrations')::text as found`,
  );
  if (!table.rows[0]?.found) return [];
  const { rows } = await client.query<RecordedMigration>(
    `select migration_name as name, checksum, finished_at is not null as finished
       from public._prisma_migrations
      where rolled_back_at is null
      order by started_at`,
  );
  return rows;
}

function refuseEdited(migrations: readonly MigrationFile[], recorded: readonly RecordedMigration[]): void {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const { name, checksum, finished } of recorded) {
    if (!finished) continue;
    if (!checksums.has(name)) {
      throw new StartError(
        `The database has migration ${name}, which this version does not know: it is newer. Use the version that wrote it, or begin anew with npm start -- --reset.`,
      );
    }
    if (checksums.get(name) !== checksum) {
      throw new StartError(
        `Migration ${name} was edited after it had been applied. Restore it and add a new one, or begin anew with npm start -- --reset.`,
      );
    }
  }
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\n\s+0: /)[0] ?? message;
}
