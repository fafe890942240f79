/** `/api/console/statements/{id}/lines.csv`: what came of a statement, of both regions, as a file, page by page as it is read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusalReason } from '../domain/permissions';
import { RESULT_HEAD, resultRow } from '../domain/settlement-statement/csv';
import { DIFFERING_VERDICTS, LINE_VERDICTS, type LineVerdict } from '../domain/settlement-statement/verdict';
import type { StaffSession } from '../domain/staff';
import type { RegionalStatements } from '../services/regional-statements';
import { beginExchange, type Exchange, Problem, sendProblem } from './exchange';
import { fetchHeaders } from './fetch-bridge';

export interface StatementDownloadParts {
  readonly statements: Pick<RegionalStatements, 'get' | 'lines'>;
  readonly origin: string;
  session(headers: Headers): Promise<StaffSession | null>;
  onFailure(error: unknown, requestId: string): void;
}

const PATH = /^\/api\/console\/statements\/(stm_[0-9a-f]{32})\/lines\.csv$/;
const LINES_AT_ONCE = 500;

export const isStatementDownload = (path: string): boolean => PATH.test(path);

export function statementDownload(parts: StatementDownloadParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = beginExchange(request, response, parts.origin);
    try {
      await send(parts, exchange);
    } catch (error) {
      if (!(error instanceof Problem)) parts.onFailure(error, exchange.requestId);
      // a file that was cut off must not look whole
      if (response.headersSent) response.destroy();
      else sendProblem(exchange, error instanceof Problem ? error : somethingFailed());
    }
  };
}

async function send(parts: StatementDownloadParts, exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  if (request.method !== 'GET')
    throw new Problem(405, 'method_not_allowed', 'This path answers GET.', {}, { Allow: 'GET' });
  const session = await parts.session(fetchHeaders(request));
  if (session === null) throw new Problem(401, 'sign_in_required', 'Sign in first.');
  const reason = refusalReason(session.role, 'cases:read');
  if (reason !== null) throw new Problem(403, 'permission_missing', reason);
  const statementId = PATH.exec(url.pathname)?.[1] ?? '';
  const { notReached, statement } = await parts.statements.get(statementId);
  if (notReached.length > 0)
    throw new Problem(
      503,
      'owner_unreachable',
      `Region ${notReached.join(', ')} was not reached; the file would lack its lines.`,
    );
  if (statement === null) throw new Problem(404, 'statement_not_found', 'There is no such statement.');
  const verdicts = verdictsOf(url.searchParams.get('verdict'));
  response.writeHead(200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${statementId}-${url.searchParams.get('verdict') ?? 'differing'}.csv"`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.write(RESULT_HEAD);
  for (let after = null as Parameters<RegionalStatements['lines']>[0]['after'], more = true; more; ) {
    const page = await parts.statements.lines({ statementId, verdicts, after, limit: LINES_AT_ONCE });
    if (page.notReached.length > 0) throw new Error(`${page.notReached.join(', ')} was not reached any more`);
    const wants = response.write(page.lines.map(resultRow).join(''));
    if (!wants) await drained(response);
    [after, more] = [page.next, page.next !== null && !response.destroyed];
  }
  response.end();
}

/** Until the reader has taken what was written, or went away. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function verdictsOf(asked: string | null): readonly LineVerdict[] {
  if (asked === null || asked === 'differing') return DIFFERING_VERDICTS;
  if (asked === 'all') return LINE_VERDICTS;
  const verdict = LINE_VERDICTS.find((each) => each === asked);
  if (verdict === undefined)
    throw new Problem(400, 'verdict_unknown', `The verdict is differing, all, or one of ${LINE_VERDICTS.join(', ')}.`);
  return [verdict];
}

const somethingFailed = () =>
  new Problem(503, 'temporarily_unavailable', 'The file could not be made. Try again.', {}, { 'Retry-After': '2' });
