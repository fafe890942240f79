/**
 * A migration runs while the build before it is at work, and that build must be able to come back. So it may add, and not take away,
 * rename, retype or newly refuse; and it may not hold a lock for as long as a big table takes to read. Whatever this check does not
 * know is refused. A statement that is right all the same says why, in the comment above it:
 *
 *   -- beside the running build: REASON          for what only looks like a break
 *   -- contract, needs MIGRATION: REASON         for what takes away; builds that do not know MIGRATION are refused from then on
 */
import type { MigrationFile } from './migration-files';
import { groundOf, type MigrationGround } from './migration-ground';
import { brokenByAlter } from './migration-safety-alter';
import { type SqlStatement, sqlStatements } from './sql-statements';

export interface UnsafeStatement {
  readonly migration: string;
  readonly line: number;
  /** The beginning of the statement. */
  readonly statement: string;
  /** What it breaks, and the safe form. */
  readonly why: string;
}

/** Tables whose size does not grow with orders: reading them whole takes no time. */
const SMALL = new Set([
  'inventory.products',
  'inventory.stock',
  'orders.shards',
  'orders.workers',
  'operations.controls',
  'operations.promise_turns',
  'operations.promise_checks',
  // as many as people made
  'operations.repairs',
  'operations.sales',
  'operations.statements',
  'access.users',
  'access.accounts',
  'access.two_factors',
]);

const LEAST_REASON = 20;
const BESIDE = /^beside the running build: (.+)$/m;
const CONTRACT = /^contract, needs (\w+): (.+)$/m;

/** What breaks the build that knows `released`, in the migrations that came `since`. */
export function unsafeStatements(
  released: readonly MigrationFile[],
  since: readonly MigrationFile[],
): UnsafeStatement[] {
  return since.flatMap((migration, index) => {
    const ground = groundOf(released, since.slice(0, index + 1));
    const statements = sqlStatements(migration.sql);
    return statements.flatMap((statement) => {
      const why = refusal(statement, ground, statements);
      return why === null
        ? []
        : [{ migration: migration.name, line: statement.line, statement: statement.text.slice(0, 100), why }];
    });
  });
}

function refusal(statement: SqlStatement, ground: MigrationGround, script: readonly SqlStatement[]): string | null {
  const broken = broke(statement.text, ground, script);
  if (broken === null) return null;
  const oneLine = statement.comment.replace(/\n(?!contract, needs|beside the running)/g, ' ');
  const [, needs, why] = CONTRACT.exec(oneLine) ?? [];
  if (needs !== undefined && (why ?? '').length >= LEAST_REASON)
    return recorded(script, needs)
      ? null
      : `${broken}; its contract must be recorded: insert into operations.schema_contracts`;
  if ((BESIDE.exec(oneLine)?.[1] ?? '').length >= LEAST_REASON) return null;
  return broken;
}

const recorded = (script: readonly SqlStatement[], needs: string): boolean =>
  script.some(({ text }) => text.startsWith('insert into operations.schema_contracts') && text.includes(`'${needs}'`));

/** Null for what is safe. */
function broke(text: string, ground: MigrationGround, script: readonly SqlStatement[]): string | null {
  const [verb, target] = shapeOf(text);
  const inUse = ground.tables.has(target);
  const big = inUse && !SMALL.has(target);
  switch (verb) {
    case 'create schema':
    case 'create table':
    case 'create view':
    case 'create type':
    case 'create sequence':
    case 'comment on':
    case 'grant':
    case 'set local':
      return null;
    case 'alter table':
      return inUse ? brokenByAlter(text, target, big, ground, script.length) : null;
    case 'create index':
      if (!big) return null;
      if (!text.includes(' concurrently '))
        return 'it stops every write while the index is built: create it concurrently';
      if (script.length > 1) return 'concurrently only works outside a transaction: give it a migration of its own';
      return text.includes(' if not exists ')
        ? 'one that was cut off is there and not valid: without "if not exists"'
        : null;
    case 'create trigger':
      return inUse ? 'the running build writes past a trigger that it does not know' : null;
    case 'create function':
      return ground.functions.has(target)
        ? 'the running build calls this function as it was: give the new one a new name'
        : null;
    case 'drop index':
      return ground.indexes.has(target)
        ? 'the running build reads by this index, and may rest an "on conflict" on it'
        : null;
    case 'insert into':
      return big && !/^insert into \S+ (?:\([^)]*\) )?values/.test(text)
        ? 'it writes a big table in one transaction: fill it in batches, by a job'
        : null;
    case 'update':
    case 'delete from':
      return big ? 'it holds locks on a big table until the end: fill it in batches, by a job' : null;
    case 'drop table':
    case 'drop view':
    case 'truncate':
      return inUse || verb === 'drop view' ? 'the running build uses it' : null;
    case 'drop function':
      return ground.functions.has(target) ? 'the running build calls it' : null;
    default:
      return `this check does not know "${text.split(' ').slice(0, 3).join(' ')}": say why it is safe`;
  }
}

const NAME = '([\\w".]+)';
/** What a statement is and what it is done to. */
const SHAPES: readonly (readonly [verb: string, shape: RegExp])[] = [
  ['create schema', new RegExp(`^create schema (?:if not exists )?${NAME}`)],
  ['create table', new RegExp(`^create table (?:if not exists )?${NAME}`)],
  ['create view', new RegExp(`^create view ${NAME}`)],
  ['create type', new RegExp(`^create type ${NAME}`)],
  ['create sequence', new RegExp(`^create sequence (?:if not exists )?${NAME}`)],
  ['create index', new RegExp(`^create (?:unique )?index (?:concurrently )?(?:if not exists )?\\S+ on ${NAME}`)],
  ['create trigger', new RegExp(`^create (?:or replace )?(?:constraint )?trigger [\\s\\S]*? on ${NAME}`)],
  ['create function', new RegExp(`^create (?:or replace )?function ${NAME}`)],
  ['alter table', new RegExp(`^alter table (?:only )?(?:if exists )?${NAME}`)],
  ['insert into', new RegExp(`^insert into ${NAME}`)],
  ['update', new RegExp(`^update (?:only )?${NAME}`)],
  ['delete from', new RegExp(`^delete from (?:only )?${NAME}`)],
  ['truncate', new RegExp(`^truncate (?:table )?${NAME}`)],
  ['drop table', new RegExp(`^drop table (?:if exists )?${NAME}`)],
  ['drop view', new RegExp(`^drop view (?:if exists )?${NAME}`)],
  ['drop function', new RegExp(`^drop function (?:if exists )?${NAME}`)],
  ['drop index', new RegExp(`^drop index (?:concurrently )?(?:if exists )?${NAME}`)],
  ['comment on', /^comment on (\w+)/],
  ['grant', /^grant (\w+)/],
  ['set local', /^set local (\w+)/],
];

function shapeOf(text: string): readonly [verb: string, target: string] {
  for (const [verb, shape] of SHAPES) {
    const target = shape.exec(text)?.[1];
    if (target !== undefined) return [verb, target];
  }
  return ['unknown', ''];
}
