/**
 * What the running build stands on: the tables, columns, indexes, constraints and functions of the migrations that it knows. What a
 * later migration makes is nobody's yet, and may be changed until it is released.
 */
import type { MigrationFile } from './migration-files';
import { commaParts, sqlStatements } from './sql-statements';

export interface MigrationGround {
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** Every index with its table, constraints included, by `schema.name`. */
  readonly indexes: ReadonlyMap<string, string>;
  /** `table.column` and `table.constraint` of what was added since. */
  readonly added: ReadonlySet<string>;
}

const NAME = '([\\w".]+)';

/** `released`: what the running build knows; `since`: what came after it, in order. */
export function groundOf(released: readonly MigrationFile[], since: readonly MigrationFile[] = []): MigrationGround {
  const known = statementsOf(released);
  return {
    tables: new Set(known.flatMap((text) => first(text, `^create table (?:if not exists )?${NAME}`))),
    functions: new Set(known.flatMap((text) => first(text, `^create (?:or replace )?function ${NAME}`))),
    indexes: new Map(known.flatMap(indexOf)),
    added: new Set(statementsOf(since).flatMap(addedBy)),
  };
}

function statementsOf(migrations: readonly MigrationFile[]): string[] {
  return migrations.flatMap(({ sql }) => sqlStatements(sql).map(({ text }) => text));
}

function first(text: string, pattern: string): string[] {
  const found = new RegExp(pattern).exec(text)?.[1];
  return found === undefined ? [] : [found];
}

function indexOf(text: string): [string, string][] {
  const [, name, table] =
    new RegExp(`^create (?:unique )?index (?:concurrently )?(?:if not exists )?${NAME} on ${NAME}`).exec(text) ?? [];
  if (name === undefined || table === undefined) return [];
  return [[`${table.split('.')[0]}.${name}`, table]];
}

function addedBy(text: string): string[] {
  const [, table, rest] = new RegExp(`^alter table (?:only )?(?:if exists )?${NAME} ([\\s\\S]*)$`).exec(text) ?? [];
  if (table === undefined || rest === undefined) return [];
  return commaParts(rest).flatMap((action) =>
    first(action, `^add (?:column |constraint )?(?:if not exists )?${NAME}`).map((name) => `${table}.${name}`),
  );
}
