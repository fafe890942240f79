import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { failedAction, isRefused } from './failed-action';

const WORDS = { notDone: 'Nothing was sent.', notKnown: 'It may have been done.', watch: '#it' };

function answered(code: string, message: string, refusal: string, next: string): unknown {
  const data = { code, httpStatus: 500, path: 'a.b', requestId: 'req_1', refusal: { code: refusal, next } };
  return TRPCClientError.from({ error: { message, code: -32_000, data } });
}

describe('an action that did not succeed', () => {
  it('is not done where the server refused it', () => {
    const refused = answered('FORBIDDEN', 'Support may not.', 'permission_missing', 'Ask somebody who has the role.');
    expect(isRefused(refused)).toBe(true);
    expect(failedAction(refused, WORDS)).toEqual({
      kind: 'not_done',
      code: 'FORBIDDEN',
      text: 'Support may not. Nothing was sent. Ask somebody who has the role.',
    });
  });

  it('is not known yet where nobody answered', () => {
    expect(isRefused(new Error('fetch failed'))).toBe(false);
    expect(failedAction(new TypeError('fetch failed'), WORDS)).toEqual({
      kind: 'not_known_yet',
      text: 'The console got no answer. It may have been done.',
      watch: '#it',
    });
  });

  it('is not known yet where the answer broke while it was made, and says what to quote', () => {
    const broke = answered('INTERNAL_SERVER_ERROR', 'Something went wrong here.', 'internal', 'Try again.');
    expect(isRefused(broke)).toBe(false);
    expect(failedAction(broke, WORDS)).toEqual({
      kind: 'not_known_yet',
      text: 'The answer broke on its way (request req_1). It may have been done.',
      watch: '#it',
    });
  });
});
