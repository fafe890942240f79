/**
 * `/api/console/statements`: a settlement report as raw CSV, from a page of ours, by who may work cases. It is answered 422 with its
 * problems before anything of it is kept; then line by line as it goes: JSON lines that tell how far it is, and last what came of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusalReason } from '../domain/permissions';
import { isOwnRequest } from '../domain/request-origin';
import type { StaffSession } from '../domain/staff';
import { keepFile, type StatementFile } from '../ports/statement-file';
import { checkStatement, type CheckedStatement } from '../services/statement-checker';
import type { StatementImporter } from '../services/statement-importer';
import { beginExchange, type Exchange, header, Problem, sendProblem } from './exchange';
import { fetchHeaders } from './fetch-bridge';

export const STATEMENTS_PATH = '/api/console/statements';
export const MOST_STATEMENT_BYTES = 50 * 1024 * 1024;

export interface StatementUploadParts {
  readonly importer: StatementImporter;
  readonly origin: string;
  /** `ownOriginsOf(PUBLIC_ORIGIN)`. */
  readonly ownOrigins: readonly string[];
  session(headers: Headers): Promise<StaffSession | null>;
  /** What nobody foresaw, for the log. */
  onFailure(error: unknown, requestId: string): void;
}

/** One at a time in this process: a file of this size costs seconds of a core. */
export function statementUpload(parts: StatementUploadParts) {
  let isBusy = false;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = beginExchange(request, response, parts.origin);
    try {
      refuseAtTheDoor(exchange, parts.ownOrigins);
      const staff = await whoMayWork(exchange, parts);
      if (isBusy)
        throw new Problem(
          429,
          'busy',
          'Another statement is being read. Try again in a moment.',
          {},
          { 'Retry-After': '5' },
        );
      isBusy = true;
      await receive(parts, exchange, staff).finally(() => {
        isBusy = false;
      });
      // the last word is read to the end only once the next file may come
      response.end();
    } catch (error) {
      answerFailure(parts, exchange, error);
    }
  };
}

async function receive(parts: StatementUploadParts, exchange: Exchange, staff: StaffSession): Promise<void> {
  const { request, requestId, traceId, url } = exchange;
  const period = periodOf(url.searchParams);
  const file = await keepFile(request, fileNameOf(url.searchParams), MOST_STATEMENT_BYTES);
  if (file === null) throw tooLarge();
  try {
    const check = await checkStatement(file, period);
    if (check.kind === 'problems')
      throw new Problem(422, 'statement_unreadable', 'Nothing of this file was kept.', { problems: check.problems });
    const operationId = header(request, 'x-operation-id');
    const asked = { staff, requestId, traceId, operationId: OPERATION_ID.test(operationId) ? operationId : requestId };
    await importTold(parts, exchange, file, check, asked);
  } finally {
    await file.discard();
  }
}

const OPERATION_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** From here on the answer is 200: what fails is told by its last line. */
async function importTold(
  parts: StatementUploadParts,
  { response }: Exchange,
  file: StatementFile,
  checked: CheckedStatement,
  asked: Parameters<StatementImporter['import']>[2],
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  const tell = (line: unknown) => void response.write(`${JSON.stringify(line)}\n`);
  tell({ lines_done: 0, lines: checked.lines });
  // who closed the page does not end it: what is begun is finished, and stands in the list
  const { statement, wasKnown } = await parts.importer.import(file, checked, asked, (done) =>
    tell({ lines_done: done, lines: checked.lines }),
  );
  tell({ statement_id: statement.statementId, state: statement.state, was_known: wasKnown });
}

function refuseAtTheDoor({ request }: Exchange, ownOrigins: readonly string[]): void {
  const { method = 'GET' } = request;
  const origin = { method, origin: given(request, 'origin'), secFetchSite: given(request, 'sec-fetch-site') };
  if (!isOwnRequest(origin, ownOrigins)) throw new Problem(403, 'other_site', 'This was sent by another site.');
  if (method !== 'POST') throw new Problem(405, 'method_not_allowed', 'This path answers POST.', {}, { Allow: 'POST' });
  if (!/^text\/csv\b/i.test(header(request, 'content-type')))
    throw new Problem(415, 'csv_expected', 'Send the report as text/csv.', {}, { Connection: 'close' });
  if (Number(header(request, 'content-length')) > MOST_STATEMENT_BYTES) throw tooLarge();
}

async function whoMayWork({ request }: Exchange, parts: StatementUploadParts): Promise<StaffSession> {
  const session = await parts.session(fetchHeaders(request));
  if (session === null) throw new Problem(401, 'sign_in_required', 'Sign in first.', {}, { Connection: 'close' });
  const reason = refusalReason(session.role, 'cases:work');
  if (reason !== null) throw new Problem(403, 'permission_missing', reason, {}, { Connection: 'close' });
  return session;
}

function answerFailure(parts: StatementUploadParts, exchange: Exchange, error: unknown): void {
  const { request, requestId, response } = exchange;
  if (!(error instanceof Problem)) parts.onFailure(error, requestId);
  if (response.headersSent) {
    response.end(`${JSON.stringify({ error: NOT_FINISHED, request_id: requestId })}\n`);
    return;
  }
  sendProblem(exchange, error instanceof Problem ? error : somethingFailed());
  // the rest of a body that nobody will read
  request.resume();
}

const NOT_FINISHED = 'Not all of it was compared. What was compared is kept; import the same file again to go on.';
const somethingFailed = () =>
  new Problem(
    503,
    'temporarily_unavailable',
    'Something here did not work. Import the same file again.',
    {},
    { 'Retry-After': '2' },
  );

const tooLarge = () =>
  new Problem(
    413,
    'statement_too_large',
    `A statement may have at most ${MOST_STATEMENT_BYTES / 1024 / 1024} MB. Download the report for a shorter period.`,
    {},
    { Connection: 'close' },
  );

const given = (request: IncomingMessage, name: string): string | null => header(request, name) || null;

const MOST_NAME_CHARACTERS = 160;

/** As a person knows it; it is shown, and nothing is opened by it. */
function fileNameOf(query: URLSearchParams): string {
  const name = (query.get('file_name') ?? '').replace(/\p{Cc}|\p{Cf}/gu, '').trim();
  return name === '' ? 'statement.csv' : name.slice(-MOST_NAME_CHARACTERS);
}

const DAY_MS = 24 * 3_600_000;

/** `from` and `to`: days in UTC, both included, or instants. Null: neither was given. */
function periodOf(query: URLSearchParams): { readonly fromMs: number; readonly toMs: number } | null {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  if (from === '' && to === '') return null;
  const fromMs = Date.parse(from);
  const toMs = Date.parse(to) + (/^\d{4}-\d{2}-\d{2}$/.test(to) ? DAY_MS : 0);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new Problem(
    400,
    'period_invalid',
    'The period needs from and to, each a day such as 2026-11-22, in this order.',
  );
}
