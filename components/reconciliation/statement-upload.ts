/**
 * Hands a statement to the server and tells how far it is. What the server said is one of three: done, not done with its problems, or,
 * when the connection ended in between, not known yet: then the list of statements tells.
 */
import type { StatementProblem } from '@/server/domain/settlement-statement/columns';

export type UploadStep =
  | { readonly kind: 'sending'; readonly sent: number; readonly bytes: number }
  | { readonly kind: 'checking' }
  | { readonly kind: 'comparing'; readonly done: number; readonly lines: number }
  | { readonly kind: 'done'; readonly statementId: string; readonly wasKnown: boolean }
  | {
      readonly kind: 'not_done';
      readonly text: string;
      readonly problems: readonly StatementProblem[];
      readonly requestId: string | null;
    }
  | { readonly kind: 'not_known_yet'; readonly text: string };

export interface HandedIn {
  readonly file: Blob & { readonly name: string };
  /** Days in UTC, both included; '' for none. */
  readonly from: string;
  readonly to: string;
  readonly clickId: string;
}

const PATH = '/api/console/statements';

/** Only this request tells how much of its body was sent, so it is no fetch. */
export function sendStatement({ clickId, file, from, to }: HandedIn, tell: (step: UploadStep) => void): void {
  const query = new URLSearchParams({ file_name: file.name, ...(from ? { from } : {}), ...(to ? { to } : {}) });
  const request = new XMLHttpRequest();
  request.open('POST', `${PATH}?${query}`);
  request.setRequestHeader('content-type', 'text/csv');
  request.setRequestHeader('x-operation-id', clickId);
  request.upload.addEventListener('progress', ({ loaded, total }) =>
    tell(loaded < total ? { kind: 'sending', sent: loaded, bytes: total } : { kind: 'checking' }),
  );
  const heard = () => tell(stepOf(request.status, request.responseText, request.readyState === XMLHttpRequest.DONE));
  request.addEventListener('progress', heard);
  request.addEventListener('load', heard);
  request.addEventListener('error', () => tell(lost(request.responseText !== '' || request.status !== 0)));
  tell({ kind: 'sending', sent: 0, bytes: file.size });
  request.send(file);
}

/** What an answer says so far; `isWhole` once no more of it will come. */
export function stepOf(status: number, text: string, isWhole: boolean): UploadStep {
  if (status !== 200) return isWhole ? refused(text) : { kind: 'checking' };
  const told = text
    .split('\n')
    .slice(0, -1)
    .map(parsed)
    .filter((line) => line !== null);
  const last = told.at(-1);
  if (last !== undefined && 'statement_id' in last)
    return { kind: 'done', statementId: String(last.statement_id), wasKnown: last.was_known === true };
  if (last !== undefined && 'error' in last) return { kind: 'not_known_yet', text: String(last.error) };
  if (isWhole) return lost(true);
  return last === undefined
    ? { kind: 'checking' }
    : { kind: 'comparing', done: Number(last.lines_done), lines: Number(last.lines) };
}

function refused(text: string): UploadStep {
  const said = parsed(text);
  const problems = Array.isArray(said?.problems) ? (said.problems as StatementProblem[]) : [];
  return {
    kind: 'not_done',
    text: typeof said?.detail === 'string' ? said.detail : 'The server refused it and did not say why.',
    problems,
    requestId: typeof said?.request_id === 'string' ? said.request_id : null,
  };
}

const lost = (wasHeard: boolean): UploadStep =>
  wasHeard
    ? {
        kind: 'not_known_yet',
        text: 'The connection ended while it was compared. It may have gone on; importing the same file again is safe.',
      }
    : { kind: 'not_done', text: 'No answer. Nothing was imported; try again.', problems: [], requestId: null };

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
