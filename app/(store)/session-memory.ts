/**
 * What this browser's session has been shown, sealed by the store: handed on with each question of a page, and kept where a page may
 * set cookies. A browser that asks by itself keeps it by itself.
 */
import { cookies } from 'next/headers';
import { type Answer, isHttps, MEMORY } from './store-api';

const KEPT_SECONDS = 7 * 86_400;

/** None, or one; `handedOn` is of a page that could not set it. */
export async function sessionMemory(handedOn?: string): Promise<readonly string[]> {
  const kept = (await cookies()).get(MEMORY)?.value;
  return [kept, handedOn].filter((each): each is string => each !== undefined && /^[\w-]+\.[\w-]+$/.test(each));
}

/** In an action: what was shown or done now is remembered. */
export async function keepMemory<T>(answer: Answer<T>): Promise<Answer<T>> {
  if (answer.kind === 'ok' && answer.memory !== null)
    (await cookies()).set(MEMORY, answer.memory, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: isHttps(),
      maxAge: KEPT_SECONDS,
    });
  return answer;
}
