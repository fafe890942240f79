/**
 * The statement importer: reads a settlement report that somebody hands in, whole before anything is kept, and has each region compare
 * the lines of its own orders. A region that cannot be reached is said to be so; nothing of it is called missing. The same file,
 * imported again, goes on with what was left.
 */
import { otherRegion, type Region } from '../domain/ids';
import {
  type NewStatement,
  type StatementRecord,
  statementIdFrom,
} from '../domain/settlement-statement/settlement-statement';
import type { StatementLine } from '../domain/settlement-statement/line';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { Clock } from '../ports/clock';
import type { StatementFile } from '../ports/statement-file';
import type { NewAuditEntry } from '../stores/audit';
import type { RegionRouter } from './region-router';
import type { StatementKeeper } from './statement-keeper';
import { type CheckedStatement, linesOf } from './statement-checker';
import { staffEntry } from './staff-entry';

export interface StatementImporterParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly keeper: StatementKeeper;
  readonly router: RegionRouter;
}

export interface Imported {
  readonly statement: StatementRecord;
  /** The very file was imported before, wholly: nothing was done. */
  readonly wasKnown: boolean;
}

/** Told after each batch. */
export type OnProgress = (linesDone: number) => void;

const LINES_AT_ONCE = 500;
/** A call of the link carries 512 kB. */
const MOST_CALL_BYTES = 400_000;
const LINES_PATIENCE_MS = 15_000;
/** The other region walks its orders of a month. */
const END_PATIENCE_MS = 120_000;

export class StatementImporter {
  constructor(private readonly parts: StatementImporterParts) {}

  async import(
    file: StatementFile,
    { lines, period }: CheckedStatement,
    asked: StaffAsked,
    onProgress: OnProgress,
  ): Promise<Imported> {
    const { clock, keeper, region } = this.parts;
    const { bytes, fileName, sha256 } = file;
    const begun: NewStatement = {
      statementId: statementIdFrom(sha256),
      sha256,
      fileName,
      bytes,
      lines,
      period,
      importedIn: region,
      importedBy: staffActor(asked.staff.email),
      importedAtMs: clock.nowMs(),
    };
    const statement = await keeper.begin(begun, entryOf(begun, asked));
    if (statement.state === 'complete' && statement.importedIn === region) return { statement, wasKnown: true };
    const run = new ImportRun(this.parts, statement, asked.requestId);
    await run.begin();
    let done = 0;
    for await (const batch of batches(linesOf(file))) {
      await run.take(batch);
      done += batch.length;
      onProgress(done);
    }
    return { statement: await run.end(), wasKnown: false };
  }
}

/** One reading of one file: what is this region's is done here, the rest is asked of the other, while it answers. */
class ImportRun {
  private isPeerReached = true;
  private linesNotReached = 0;

  constructor(
    private readonly parts: StatementImporterParts,
    private readonly statement: StatementRecord,
    private readonly requestId: string,
  ) {}

  async begin(): Promise<void> {
    await this.ask('statement_begin', { statement: this.statement }, LINES_PATIENCE_MS);
  }

  async take(lines: readonly StatementLine[]): Promise<void> {
    const { keeper, region, router } = this.parts;
    const { statementId } = this.statement;
    const isPeers = ({ orderId }: StatementLine) => orderId !== null && router.ownerOfOrder(orderId) !== region;
    const own = lines.filter((line) => !isPeers(line));
    const { notHere } = await keeper.take(statementId, own, false);
    const left = new Set(notHere);
    const unclaimed = await this.takeAtPeer(
      lines.filter((line) => isPeers(line) || left.has(line.balanceTransactionId)),
    );
    // neither region knows them: the file was handed in here, so they are kept here
    if (unclaimed.length > 0) await keeper.take(statementId, unclaimed, true);
  }

  async end(): Promise<StatementRecord> {
    const { statementId } = this.statement;
    const done = await this.ask('statement_end', { statementId }, END_PATIENCE_MS);
    return this.parts.keeper.end(statementId, { linesNotReached: this.linesNotReached, isPeerDone: done !== null });
  }

  /** Returns what the other region does not know either. What it could not be asked for is counted and left. */
  private async takeAtPeer(lines: readonly StatementLine[]): Promise<readonly StatementLine[]> {
    const { statementId } = this.statement;
    const unclaimed: StatementLine[] = [];
    for (const part of callsOf(lines)) {
      const taken = await this.ask('statement_take', { statementId, lines: part }, LINES_PATIENCE_MS);
      if (taken === null) {
        this.linesNotReached += part.length;
        continue;
      }
      const notThere = new Set(taken.notHere);
      unclaimed.push(...part.filter((line) => notThere.has(line.balanceTransactionId)));
    }
    return unclaimed;
  }

  /** A region that did not answer once is not waited for again in this reading. */
  private async ask<M extends 'statement_begin' | 'statement_take' | 'statement_end'>(
    method: M,
    input: Parameters<RegionRouter['ask']>[2] & object,
    remainingMs: number,
  ) {
    if (!this.isPeerReached) return null;
    const { region, router } = this.parts;
    const context = { requestId: this.requestId, traceparent: '', remainingMs };
    const routed = await router.ask<M>(otherRegion(region), method, input as never, context);
    if (routed.kind === 'answered') return routed.answer;
    this.isPeerReached = false;
    return null;
  }
}

async function* batches(lines: AsyncIterable<StatementLine>): AsyncGenerator<readonly StatementLine[]> {
  let batch: StatementLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < LINES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* callsOf(lines: readonly StatementLine[]): Generator<readonly StatementLine[]> {
  let part: StatementLine[] = [];
  let bytes = 0;
  for (const line of lines) {
    const size = Buffer.byteLength(JSON.stringify(line)) + 1;
    if (part.length > 0 && bytes + size > MOST_CALL_BYTES) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(line);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

function entryOf({ bytes, fileName, lines, sha256, statementId }: NewStatement, asked: StaffAsked): NewAuditEntry {
  return staffEntry('cases:work', statementId, asked, null, { file_name: fileName, sha256, bytes, lines });
}
