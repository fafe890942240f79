/** What the live schema says of the keys of order tables, and the exceptions from the rule, each with its reason. */

/** By `schema.table.index`. An exception costs something on a distributed engine: the reason says what, and why it is worth it. */
export const KEY_EXCEPTIONS: Readonly<Record<string, string>> = {
  'operations.statement_lines.statement_lines_pkey':
    'a line of the settlement statement: it is of its statement, and names an order only once one was found for it',
};

/** Foreign keys from a table with an order id to a row that is of no order, by `schema.table.constraint`. */
export const KEYS_OUT_OF_AN_ORDER: Readonly<Record<string, string>> = {
  'inventory.reservations.reservations_sku_fkey':
    'a hold names its product; stock is kept by the region, and placing an order there is the one write that reaches it',
  'operations.statement_lines.statement_lines_statement_id_fkey':
    'a line is of its statement, and is kept where the statement is',
};

type Rows = (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;

export interface OrderKey {
  /** `schema.table.index`. */
  readonly name: string;
  /** The first column; null for an expression. */
  readonly first: string | null;
}

export interface OrderForeignKey {
  /** `schema.table.constraint`. */
  readonly name: string;
  readonly verdict: 'same order' | 'out of an order' | 'crosses orders';
}

/** Columns by which a table is of an order, also where it has forgotten to say so. */
const MARKS = ['order_id', 'message_id', 'payment_operation', 'case_id', 'repair_id'];
const SCHEMAS = ['carts', 'inventory', 'payments', 'orders', 'messaging', 'operations', 'access'];

/** Every primary key and unique index of every table that is of an order. */
export async function orderKeys(rows: Rows): Promise<OrderKey[]> {
  const found = await rows(
    `select format('%s.%s.%s', n.nspname, t.relname, x.relname) as name, a.attname as first
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = t.relnamespace
     left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
     where i.indisunique and n.nspname = any($1)
       and exists (select 1 from pg_attribute m where m.attrelid = t.oid and m.attnum > 0 and not m.attisdropped and m.attname = any($2))
     order by 1`,
    [SCHEMAS, MARKS],
  );
  return found as unknown as OrderKey[];
}

export function brokenKeyRules(keys: readonly OrderKey[]): OrderKey[] {
  return keys.filter(({ name, first }) => first !== 'order_id' && !Object.hasOwn(KEY_EXCEPTIONS, name));
}

/** Every foreign key from or to a table with an order id. */
export async function orderForeignKeys(rows: Rows): Promise<OrderForeignKey[]> {
  const found = await rows(
    `with of_orders as (
       select a.attrelid as oid, a.attnum from pg_attribute a where a.attname = 'order_id' and not a.attisdropped and a.attnum > 0
     )
     select format('%s.%s.%s', n.nspname, t.relname, c.conname) as name,
       case
         when here.oid is not null and there.oid is null then 'out of an order'
         when exists (select 1 from unnest(c.conkey, c.confkey) as k(mine, its) where k.mine = here.attnum and k.its = there.attnum) then 'same order'
         else 'crosses orders'
       end as verdict
     from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
     left join of_orders here on here.oid = c.conrelid left join of_orders there on there.oid = c.confrelid
     where c.contype = 'f' and n.nspname = any($1) and (here.oid is not null or there.oid is not null) order by 1`,
    [SCHEMAS],
  );
  return found as unknown as OrderForeignKey[];
}

export function brokenForeignKeys(keys: readonly OrderForeignKey[]): OrderForeignKey[] {
  return keys.filter(
    ({ name, verdict }) =>
      verdict !== 'same order' && !(verdict === 'out of an order' && Object.hasOwn(KEYS_OUT_OF_AN_ORDER, name)),
  );
}
