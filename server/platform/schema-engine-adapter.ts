/**
 * The schema engine talks to PostgreSQL through Prisma's pg adapter. Two things of that adapter
 * (7.10.0) do not hold for hand-written migrations, and are put right here: it cuts a script at
 * every semicolon, also inside a function's body; and it does not know the catalog's "char" type,
 * which the engine reads CHECK constraints with.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const CATALOG_CHAR_OID = 18;
const TEXT_OID = 25;
/** ColumnTypeEnum.Character of @prisma/driver-adapter-utils. */
const CHARACTER = 6;

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Query = Parameters<Adapter['queryRaw']>[0];
type Internals = { performIO(query: Query): Promise<pg.QueryArrayResult>; onError(error: unknown): never };

export function engineAdapter(url: string) {
  const pool = new pg.Pool({
    connectionString: url,
    // One connection: the engine's advisory lock belongs to a session.
    max: 1,
    application_name: 'evident_migrations',
    // A migration that waits for a lock holds up everybody behind it: it gives up and comes again.
    options: '-c lock_timeout=3s',
  });
  pool.on('error', () => undefined);
  return { factory: bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool)), close: () => pool.end() };
}

class WholeScripts extends PrismaPg {
  override async connect(): Promise<Adapter> {
    const adapter = await super.connect();
    // One simple query: PostgreSQL itself parses the script and runs it as one transaction.
    adapter.executeScript = async (script) => {
      try {
        await adapter.underlyingDriver().query(script);
      } catch (error) {
        // In the adapter's own words: the engine reports no other.
        (adapter as unknown as Internals).onError(error);
      }
    };
    const queryRaw = adapter.queryRaw;
    adapter.queryRaw = async (query) => {
      const characters: number[] = [];
      const result = await queryRaw.call(readingCharactersAsText(adapter, characters), query);
      for (const column of characters) result.columnTypes[column] = CHARACTER;
      return result;
    };
    return adapter;
  }
}

/** The same adapter, for one query: "char" columns are read as text and their places noted. */
function readingCharactersAsText(adapter: Adapter, characters: number[]): Adapter {
  const original = adapter as unknown as Internals;
  const performIO = async (query: Query) => {
    const result = await original.performIO(query);
    for (const [index, field] of result.fields.entries()) {
      if (field.dataTypeID !== CATALOG_CHAR_OID) continue;
      field.dataTypeID = TEXT_OID;
      characters.push(index);
    }
    return result;
  };
  return Object.create(adapter, { performIO: { value: performIO } }) as Adapter;
}
