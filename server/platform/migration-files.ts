/**
 * The migrations as they stand in the repository: ordinary `prisma/migrations/NAME/migration.sql`,
 * in the order of their names. A checksum is the one that Prisma writes: SHA-256 of the file.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const PRISMA = fileURLToPath(new URL('../../prisma/', import.meta.url));
const LOCK_FILE = 'migration_lock.toml';

export function readSchema(): string {
  return readFileSync(join(PRISMA, 'schema.prisma'), 'utf8');
}

export function readMigrations(folder: string = join(PRISMA, 'migrations')): MigrationFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'migration.sql')))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/** The list in the engine's words. */
export function migrationList(migrations: readonly MigrationFile[]): MigrationList {
  return {
    baseDir: join(PRISMA, 'migrations'),
    lockfile: { path: LOCK_FILE, content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}
