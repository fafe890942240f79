'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { callAuthentication } from './console-api';
import { parseSetCookie } from './set-cookie';

export interface SignInNotice {
  readonly text: string | null;
}

export async function signIn(_before: SignInNotice, form: FormData): Promise<SignInNotice> {
  const response = await callAuthentication('/sign-in/email', {
    email: String(form.get('email')),
    password: String(form.get('password')),
  });
  if (response === null) return { text: 'The store did not answer. You are not signed in; please try again.' };
  if (response.status === 429) return { text: 'Too many tries. Please wait a minute.' };
  if (response.status === 400 || response.status === 401)
    return { text: 'This email and password do not belong together.' };
  if (!response.ok) return { text: 'Signing in does not work at this moment. Your password was not judged.' };
  await passCookies(response);
  redirect(insideConsole(String(form.get('next') ?? '')));
}

export async function signOut(): Promise<void> {
  const response = await callAuthentication('/sign-out', {});
  if (response?.ok) await passCookies(response);
  redirect('/console/sign-in');
}

async function passCookies(response: Response): Promise<void> {
  const jar = await cookies();
  for (const line of response.headers.getSetCookie()) {
    const cookie = parseSetCookie(line);
    if (cookie) jar.set(cookie.name, cookie.value, cookie.options);
  }
}

/** Never to another site. */
function insideConsole(next: string): string {
  return /^\/console(\/|\?|$)/.test(next) ? next : '/console';
}
