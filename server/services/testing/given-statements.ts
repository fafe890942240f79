/**
 * Settlement statements of two regions on their own records, with a link between them that a test may cut; and a report of the sandbox
 * as text that a test may change before it is handed in.
 */
import { HOME_OWNERS } from '@/server/domain/ownership';
import { directoryOf } from './given-directory';
import type { Region } from '@/server/domain/ids';
import type { Clock } from '@/server/ports/clock';
import { keepFile, type StatementFile } from '@/server/ports/statement-file';
import { statementReadStore } from '@/server/stores/statement-reads';
import { statementStore } from '@/server/stores/statements';
import type { GivenStore } from '@/server/stores/testing/given-store';
import { unlinedOperationStore } from '@/server/stores/unlined-operations';
import { type LinkService, RegionRouter } from '../region-router';
import { RegionalStatements } from '../regional-statements';
import { checkStatement } from '../statement-checker';
import { type Imported, StatementImporter } from '../statement-importer';
import { StatementKeeper } from '../statement-keeper';
import { statementSide } from '../statement-side';

/** As the peer's door refuses it. */
const MOST_LINK_BYTES = 524_288;

export interface StatementWorld {
  readonly clock: Clock;
  readonly stores: Readonly<Record<Region, GivenStore>>;
  /** Methods that the other region does not answer now. */
  readonly cut: Set<string>;
}

export function givenStatements(world: StatementWorld, region: Region) {
  const { clock, cut, stores } = world;
  const keeperOf = (of: Region) =>
    new StatementKeeper({
      region: of,
      clock,
      owners: HOME_OWNERS,
      statements: statementStore(stores[of].sql),
      unlined: unlinedOperationStore(stores[of].sql),
    });
  const sideOf = (of: Region) =>
    statementSide({
      keeper: keeperOf(of),
      statements: statementStore(stores[of].sql),
      reads: statementReadStore(stores[of].sql),
    }) as unknown as LinkService;
  const peer = sideOf(region === 'east' ? 'west' : 'east') as unknown as Record<string, (input: unknown) => unknown>;
  const router = new RegionRouter({
    region,
    clock,
    directory: directoryOf(stores[region], region, clock),
    local: sideOf(region),
    link: {
      async call({ body, method }) {
        const run = peer[method];
        if (cut.has(method) || cut.has('*') || run === undefined)
          return { kind: 'unreachable', error: 'cut', acted: 'no' };
        if (Buffer.byteLength(JSON.stringify({ method, body })) > MOST_LINK_BYTES)
          return { kind: 'unreachable', error: 'the peer answered 413', acted: 'no' };
        // as over the wire: plain data, both ways
        return { kind: 'answered', body: JSON.parse(JSON.stringify(await run(JSON.parse(JSON.stringify(body))))) };
      },
    },
  });
  const importer = new StatementImporter({ region, clock, keeper: keeperOf(region), router });
  const statements = new RegionalStatements({ region, clock, router, newRequestId: () => 'req_statements' });
  return {
    statements,
    /** @throws when the file has problems. */
    async hand(
      text: string,
      period: { fromMs: number; toMs: number } | null,
      fileName = 'november.csv',
    ): Promise<Imported & { readonly progress: readonly number[] }> {
      const file = await givenFile(text, fileName);
      const check = await checkStatement(file, period);
      if (check.kind === 'problems') throw new Error(JSON.stringify(check.problems));
      const progress: number[] = [];
      const asked = {
        staff: { email: 'operator@evident.test', role: 'operator' },
        operationId: `click-${Math.random().toString(36).slice(2)}`,
        requestId: 'req_hand',
        traceId: null,
      } as const;
      const imported = await importer.import(file, check, asked, (done) => progress.push(done));
      await file.discard();
      return { ...imported, progress };
    },
  };
}

/** A file as it was handed in; `discard` it. */
export async function givenFile(content: string | Buffer, fileName = 'november.csv'): Promise<StatementFile> {
  const file = await keepFile(oneChunk(content), fileName, 50_000_000);
  if (file === null) throw new Error('the file is too large');
  return file;
}

async function* oneChunk(content: string | Buffer): AsyncGenerator<Buffer> {
  yield Buffer.from(content);
}
