/**
 * The database has exactly the shape that the repository says, or the store does not start.
 * Migrations are applied by Prisma's engine and recorded in `_prisma_migrations`, so `prisma
 * migrate` agrees elsewhere. Each runs as one transaction: it is there as a whole or not at all, so
 * one that failed or was cut off is tried again. An applied migration that was edited is refused.
 * A database that is newer than this build is used as it is, unless a migration took away what this
 * build needs (`operations.schema_contracts`): that is what makes a rollback possible.
 *
 * Drift is what `schema.prisma` and the migrated database disagree on: tables, columns, types, keys,
 * foreign keys, indexes, enums. The engine does not look at CHECKs, triggers, functions, grants and
 * expression indexes (and at partial indexes only with the preview feature `partialIndexes`): these
 * are hand-written, held by the checksums of the migrations and by the tests that break each of them.
 */
import type pg from 'pg';
import { primaryUrl } from '../database-client';
import { withClient, withoutPassword } from './database-roles';
import { type MigrationFile, migrationList, readMigrations, readSchema } from './migration-files';
import { openSchemaEngine } from './schema-engine';
import { StartError } from './start-error';

const NO_FILTERS = { externalTables: [], externalEnums: [] };

export interface MigrationResult {
  readonly applied: readonly string[];
  /** What a newer build has applied; this one runs beside it. */
  readonly newer: readonly string[];
}

/** Others hold their locks for milliseconds; the same migration is tried this often before the start gives up. */
const MOST_TRIES = 5;

/** Brings the database at `givenUrl` up to date. A second run finds nothing to do in milliseconds. Throws StartError. */
export async function migrate(
  givenUrl: string,
  migrations: readonly MigrationFile[] = readMigrations(),
): Promise<MigrationResult> {
  const ownerUrl = await primaryUrl(givenUrl);
  const { recorded, contracts } = await withClient(ownerUrl, async (client) => {
    const found = await recordedMigrations(client);
    await dropUnfinishedIndexes(client);
    return { recorded: found, contracts: await schemaContracts(client) };
  });
  refuseEdited(migrations, recorded);
  const newer = newerMigrations(migrations, recorded, contracts);
  const done = new Set(recorded.filter(({ finished }) => finished).map(({ name }) => name));
  if (migrations.every(({ name }) => done.has(name))) return { applied: [], newer };
  for (let tries = 1; ; tries++) {
    try {
      return { applied: await applyPending(ownerUrl, migrations), newer };
    } catch (error) {
      if (tries >= MOST_TRIES || !/lock timeout/.test(error instanceof Error ? error.message : '')) throw error;
      await withClient(ownerUrl, dropUnfinishedIndexes);
    }
  }
}

async function applyPending(ownerUrl: string, migrations: readonly MigrationFile[]): Promise<readonly string[]> {
  const recorded = await withClient(ownerUrl, recordedMigrations);
  const { engine, close } = await openSchemaEngine(ownerUrl, readSchema());
  try {
    for (const { name, finished } of recorded)
      if (!finished) await engine.markMigrationRolledBack({ migrationName: name });
    const output = await engine.applyMigrations({ migrationsList: migrationList(migrations), filters: NO_FILTERS });
    return output.appliedMigrationNames;
  } catch (error) {
    throw new StartError(
      `A migration of ${withoutPassword(ownerUrl)} failed; nothing of it remains.\n${firstLines(error)}`,
    );
  } finally {
    await close();
  }
}

/** The SQL that would take the database to `schema.prisma`; null where they agree. */
export async function findDrift(givenUrl: string, schema: string = readSchema()): Promise<string | null> {
  const ownerUrl = await primaryUrl(givenUrl);
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
    if (finished && checksums.has(name) && checksums.get(name) !== checksum) {
      throw new StartError(
        `Migration ${name} was edited after it had been applied. Restore it and add a new one, or begin anew with npm start -- --reset.`,
      );
    }
  }
}

/** The migrations of a newer build, in the order of their coming. Throws StartError where this build cannot run on what they left. */
function newerMigrations(
  migrations: readonly MigrationFile[],
  recorded: readonly RecordedMigration[],
  contracts: readonly SchemaContract[],
): readonly string[] {
  const known = new Set(migrations.map(({ name }) => name));
  const finished = recorded.filter((each) => each.finished);
  const newer = finished.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const [first] = newer;
  if (first === undefined) return [];
  const refuse = (why: string) => {
    throw new StartError(
      `The database has migration ${first}, which this version does not know: ${why}. Use the version that wrote it, or begin anew with npm start -- --reset.`,
    );
  };
  const latestKnown = finished.findLastIndex(({ name }) => known.has(name));
  const behind = finished.slice(0, latestKnown).some(({ name }) => !known.has(name));
  const pending = migrations.some(({ name }) => !finished.some((each) => each.name === name));
  if (behind || pending) refuse('it comes from another line of versions');
  const taken = contracts.find(({ needs }) => !known.has(needs));
  if (taken) refuse(`it is newer, and ${taken.migration} took away what this version uses`);
  return newer;
}

interface SchemaContract {
  readonly migration: string;
  readonly needs: string;
}

async function schemaContracts(client: pg.Client): Promise<readonly SchemaContract[]> {
  const table = await client.query<{ found: string | null }>(
    `select to_regclass('operations.schema_contracts')::text as found`,
  );
  if (!table.rows[0]?.found) return [];
  return (await client.query<SchemaContract>('select migration, needs from operations.schema_contracts')).rows;
}

/** An index that was built concurrently and cut off stays, costs every write and serves nobody. Nobody builds it any more: it goes. */
async function dropUnfinishedIndexes(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
      where not i.indisvalid and n.nspname = any($1) and pg_has_role(c.relowner, 'usage')
        and not exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)`,
    [['carts', 'inventory', 'payments', 'orders', 'messaging', 'operations', 'access']],
  );
  for (const { name } of rows) await client.query(`drop index concurrently if exists ${name}`);
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/\n\s+0: /)[0] ?? message;
}
