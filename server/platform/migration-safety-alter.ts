/** What `alter table` does to a table that the running build uses, action by action. */
import type { MigrationGround } from './migration-ground';
import { commaParts } from './sql-statements';

/** Defaults that are one value for all rows: no row is written for them. */
const CONSTANT_DEFAULT = / default (?:'[^']*'(?:::\w+)?|-?[\d.]+|true|false|null|now\(\)|current_timestamp)(?: |$)/;

/** Null where every action is safe. `big`: reading the whole table takes time. */
export function brokenByAlter(
  text: string,
  table: string,
  big: boolean,
  ground: MigrationGround,
  statementsBeside: number,
): string | null {
  const actions = commaParts(text.replace(/^alter table (?:only )?(?:if exists )?\S+ /, ''));
  for (const action of actions) {
    const broken = brokenBy(action, table, big, ground, statementsBeside);
    if (broken !== null) return broken;
  }
  return null;
}

function brokenBy(
  action: string,
  table: string,
  big: boolean,
  { added }: MigrationGround,
  statementsBeside: number,
): string | null {
  const constraint = /^add (?:constraint \S+ )?(check|foreign key|unique|primary key|exclude|not null)\b/.exec(
    action,
  )?.[1];
  if (constraint !== undefined) return brokenByConstraint(action, constraint, big);
  if (action.startsWith('add ')) return brokenByColumn(action, big);
  const dropped = /^drop (?:column |constraint )?(?:if exists )?(\S+)/.exec(action)?.[1];
  if (dropped !== undefined)
    return added.has(`${table}.${dropped}`)
      ? null
      : `the running build knows ${dropped}: drop it once no such build is left`;
  if (/^validate constraint /.test(action))
    return big && statementsBeside > 1
      ? 'locks of the same migration are held while every row is read: validate in a migration of its own'
      : null;
  if (/^alter (?:column )?\S+ (?:set statistics|set storage|set compression)/.test(action)) return null;
  if (/^alter (?:column )?\S+ set default /.test(action)) return null;
  if (/^set \(/.test(action)) return null;
  if (/^rename /.test(action)) return 'the running build knows it by its old name: add the new one beside it';
  if (/^alter (?:column )?\S+ (?:set data )?type /.test(action))
    return 'the running build reads the old type, and every row is written anew: add a column beside it';
  if (/^alter (?:column )?\S+ set not null/.test(action))
    return 'the running build may write null, and every row is read under a lock: a check that is not valid yet, then validated';
  if (/^alter (?:column )?\S+ drop not null/.test(action)) return 'the running build reads null where it never saw one';
  return `this check does not know "${action.slice(0, 40)}": say why it is safe`;
}

function brokenByColumn(action: string, big: boolean): string | null {
  if (/ (?:unique|primary key|references)\b/.test(action))
    return 'a column with a constraint of its own: add the column first, then the constraint in its safe form';
  if (/ generated /.test(action) && big) return 'every row is written anew for a generated column';
  const constant = CONSTANT_DEFAULT.test(action);
  if (/ not null\b/.test(action) && !constant)
    return 'the running build does not write this column: not null takes a constant default';
  if (/ default /.test(action) && !constant && big) return 'every row is written anew for this default';
  return / check\b/.test(action) && big ? 'every row is read under a lock: add the check as "not valid"' : null;
}

function brokenByConstraint(action: string, kind: string, big: boolean): string | null {
  if (kind === 'check' || kind === 'foreign key') {
    if (big && !action.endsWith('not valid'))
      return 'every row is read under a lock: "not valid", and validated by a later migration';
    return 'the running build may write what this refuses';
  }
  if ((kind === 'unique' || kind === 'primary key') && / using index /.test(action))
    return 'the running build may write what this refuses';
  return 'every row is read under a lock: build the index concurrently, then "using index"';
}
