/** The console's server side asks its own web process, with the visitor's own cookies: who is this, and may they come in. */
import { headers } from 'next/headers';
import type { Outputs } from '@/components/trpc';

const ORIGIN = `http://127.0.0.1:${process.env.PORT_WEB ?? 3000}`;
const DEADLINE_MS = 5_000;

type Me = Outputs['session']['me'];

/** Who this is, and what the sign-in page may show; null when nobody answered. */
export async function readMe(): Promise<Me | null> {
  try {
    const response = await fetch(`${ORIGIN}/api/trpc/session.me`, {
      cache: 'no-store',
      headers: { cookie: (await headers()).get('cookie') ?? '' },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (!response.ok) return null;
    const body = (await response.json()) as { result: { data: Me } };
    return body.result.data;
  } catch {
    return null;
  }
}

/** Passes a sign-in or a sign-out to the store's own authentication, as this browser. */
export async function callAuthentication(path: string, body: unknown): Promise<Response | null> {
  const incoming = await headers();
  try {
    return await fetch(`${ORIGIN}/api/auth${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: incoming.get('origin') ?? ORIGIN,
        cookie: incoming.get('cookie') ?? '',
        'x-forwarded-host': incoming.get('host') ?? '',
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch {
    return null;
  }
}
