import { describe, expect, test } from 'vitest';
import { stepOf } from './statement-upload';

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

describe('what the server said of a statement so far', () => {
  test('is read line by line, and half a line not at all', () => {
    const begun = line({ lines_done: 0, lines: 900 }) + line({ lines_done: 500, lines: 900 });
    expect(stepOf(200, '', false)).toEqual({ kind: 'checking' });
    expect(stepOf(200, `${begun}{"lines_do`, false)).toEqual({ kind: 'comparing', done: 500, lines: 900 });
    expect(stepOf(200, begun + line({ statement_id: 'stm_1', was_known: true }), true)).toEqual({
      kind: 'done',
      statementId: 'stm_1',
      wasKnown: true,
    });
  });

  test('is not known yet when it broke off, or failed on the way', () => {
    expect(stepOf(200, line({ lines_done: 500, lines: 900 }), true).kind).toBe('not_known_yet');
    expect(stepOf(200, line({ error: 'Not all of it was compared.' }), true)).toEqual({
      kind: 'not_known_yet',
      text: 'Not all of it was compared.',
    });
  });

  test('is not done with its problems when it was refused', () => {
    const problems = [{ lineNo: 2, column: 'gross', found: '4,9', expected: 'An amount such as 49.00' }];
    const said = JSON.stringify({ detail: 'Nothing of this file was kept.', problems, request_id: 'req_1' });
    expect(stepOf(422, said, true)).toEqual({
      kind: 'not_done',
      text: 'Nothing of this file was kept.',
      problems,
      requestId: 'req_1',
    });
    expect(stepOf(502, '<html>', true)).toMatchObject({ kind: 'not_done', problems: [], requestId: null });
  });
});
