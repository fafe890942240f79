/**
 * The statement keeper: one region's half of a settlement statement. It judges the lines of its own orders, says of which it knows
 * nothing, and looks for what of ours the statement does not have. Everything here may be asked again: a line is kept once.
 */
import { type Region, shardOf } from '../domain/ids';
import type { ShardOwners } from '../domain/ownership';
import type { NewStatement, StatementRecord } from '../domain/settlement-statement/settlement-statement';
import { casesOf } from '../domain/settlement-statement/case';
import type { StatementLine } from '../domain/settlement-statement/line';
import { matchLines, missingInTheirs, namesPayment } from '../domain/settlement-statement/match';
import type { JudgedLine } from '../domain/settlement-statement/verdict';
import type { Clock } from '../ports/clock';
import type { NewAuditEntry } from '../stores/audit';
import type { StatementStore } from '../stores/statements';
import type { UnlinedOperationStore, UnlinedPage, WalkPlace } from '../stores/unlined-operations';

export interface StatementKeeperParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly owners: Pick<ShardOwners, 'ownerOf'>;
  readonly statements: StatementStore;
  readonly unlined: UnlinedOperationStore;
  /** What this store's payments carry on a shared account; absent or null: the account is its alone. */
  readonly accountMark?: string | null;
}

export interface TakenLines {
  /** Lines of a payment that this region does not know, by their balance transaction. */
  readonly notHere: readonly string[];
}

export class StatementKeeper {
  constructor(private readonly parts: StatementKeeperParts) {}

  /** @param entry null where a person acted in the other region: the entry is there. */
  async begin(statement: NewStatement, entry: NewAuditEntry | null): Promise<StatementRecord> {
    await this.parts.statements.begin(statement, entry);
    return this.known(statement.statementId);
  }

  /**
   * Judges and keeps the lines that are this region's: those that name an order of its own, whether there is one or not, and those whose
   * payment it knows. The account's own lines are kept where the file was handed in.
   * @param keepsAll also what no region knows: the statement has it, and we have not.
   */
  async take(statementId: string, lines: readonly StatementLine[], keepsAll: boolean): Promise<TakenLines> {
    const { accountMark = null, owners, region, statements } = this.parts;
    const statement = await this.known(statementId);
    const orderIds = lines.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
    const references = lines.flatMap(({ orderId, paymentIntentId }) =>
      orderId === null && paymentIntentId !== null ? [paymentIntentId] : [],
    );
    const ours = await statements.ours(orderIds, references);
    const judged = matchLines(lines, ours, accountMark);
    const isHere = (line: StatementLine, { isOrderKnown }: JudgedLine): boolean => {
      if (keepsAll || isOrderKnown || !namesPayment(line)) return true;
      return line.orderId !== null && owners.ownerOf(shardOf(line.orderId)) === region;
    };
    const kept = lines.flatMap((line, index) => {
      const each = judged[index];
      return each !== undefined && isHere(line, each) ? [each] : [];
    });
    await this.keep(statement, kept, new Set(ours.flatMap(({ openCases }) => openCases)));
    const here = new Set(kept.map(({ lineId }) => lineId));
    return { notHere: lines.map((line) => line.balanceTransactionId).filter((id) => !here.has(id)) };
  }

  /** Everything of this region's was taken: what is ours and not in the statement is kept as missing, and the lines are counted. */
  async end(
    statementId: string,
    rest: { readonly linesNotReached: number; readonly isPeerDone: boolean },
  ): Promise<StatementRecord> {
    const { clock, statements, unlined } = this.parts;
    const statement = await this.known(statementId);
    const { fromMs, toMs } = statement.period;
    const question = { statementId, fromMs, toMs };
    await this.walk(statement, (after) => unlined.captures(question, after));
    await this.walk(statement, (after) => unlined.refunds(question, after));
    await statements.finish(statementId, rest, clock.nowMs());
    return this.known(statementId);
  }

  private async walk(
    statement: StatementRecord,
    page: (after: WalkPlace | null) => Promise<UnlinedPage>,
  ): Promise<void> {
    let after: WalkPlace | null = null;
    do {
      const { found, next }: UnlinedPage = await page(after);
      await this.keep(statement, found.map(missingInTheirs), new Set());
      after = next;
    } while (after !== null);
  }

  private keep(
    { fileName, statementId }: StatementRecord,
    lines: readonly JudgedLine[],
    openCases: ReadonlySet<string>,
  ): Promise<void> {
    const nowMs = this.parts.clock.nowMs();
    const { region, statements } = this.parts;
    return statements.keepLines(
      statementId,
      lines,
      casesOf(lines, openCases, { statementId, fileName, region, nowMs }),
      nowMs,
    );
  }

  private async known(statementId: string): Promise<StatementRecord> {
    const statement = await this.parts.statements.get(statementId);
    if (statement === null) throw new Error(`there is no statement ${statementId} in this region`);
    return statement;
  }
}
