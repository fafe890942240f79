/**
 * The client for a database that has a standby: `postgresql://user:password@one:5432/evident_east?standby=two:5432`. It connects to the
 * one that takes writes, and to the other after a failover. Of two that take writes the one on the higher timeline is right: an old
 * primary that comes back is nobody's. Without `standby` it is the plain client.
 */
import pg from 'pg';

interface Host {
  readonly host: string;
  readonly port: number;
}

/** As pg calls back. */
type Connected = (error: Error | null, client?: pg.Client) => void;

const PROBE_MS = 2_000;

/** Each pool or lone client has its own: what it knows of the primary is forgotten when a connection fails. */
export function databaseClient(url: string): typeof pg.Client {
  const hosts = hostsOf(url);
  if (hosts.length < 2) return pg.Client;
  let primary: Promise<Host> | null = null;
  return class PrimaryClient extends pg.Client {
    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | void {
      if (callback === undefined) return this.toPrimary();
      void this.answer(callback);
    }

    private async answer(callback: Connected): Promise<void> {
      const [error, client] = await this.toPrimary().then(
        (found) => [null, found] as const,
        (failed: Error) => [failed] as const,
      );
      callback(error, client);
    }

    private async toPrimary(): Promise<pg.Client> {
      primary ??= findPrimary(url, hosts);
      try {
        const { host, port } = await primary;
        Object.assign(this, { host, port });
        await super.connect();
        if (await isStandby(this)) throw new Error(`the database at ${host}:${port} takes no writes any more`);
        return this;
      } catch (error) {
        primary = null;
        await this.end().catch(() => undefined);
        throw error;
      }
    }
  };
}

/** The plain address of the one that takes writes now; for what connects by itself. @throws when there is none. */
export async function primaryUrl(url: string): Promise<string> {
  const hosts = hostsOf(url);
  return hosts.length < 2 ? url : addressAt(url, await findPrimary(url, hosts));
}

function hostsOf(url: string): readonly Host[] {
  const parsed = new URL(url);
  const standbys = (parsed.searchParams.get('standby') ?? '').split(',').filter(Boolean);
  return [`${parsed.hostname}:${parsed.port}`, ...standbys].map((each) => {
    const [host = '', port] = each.split(':');
    return { host, port: Number(port || 5432) };
  });
}

function addressAt(url: string, { host, port }: Host): string {
  const address = new URL(url);
  address.searchParams.delete('standby');
  address.hostname = host;
  address.port = String(port);
  return address.toString();
}

async function findPrimary(url: string, hosts: readonly Host[]): Promise<Host> {
  const timelines = await Promise.all(hosts.map((host) => timelineOf(addressAt(url, host))));
  const highest = Math.max(...timelines);
  const found = hosts[timelines.indexOf(highest)];
  if (found === undefined || highest === 0) throw new Error('no database that takes writes can be reached');
  return found;
}

/** Each promotion begins a timeline; 0 for a standby and for one that cannot be reached. */
async function timelineOf(address: string): Promise<number> {
  const client = new pg.Client({
    connectionString: address,
    connectionTimeoutMillis: PROBE_MS,
    query_timeout: PROBE_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    if (await isStandby(client)) return 0;
    const { rows } = await client.query<{ file: string }>('select pg_walfile_name(pg_current_wal_lsn()) as file');
    return Number.parseInt(rows[0]?.file.slice(0, 8) ?? '0', 16);
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function isStandby(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
  return rows[0]?.standby !== false;
}
