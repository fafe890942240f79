export interface ParsedCookie {
  readonly name: string;
  readonly value: string;
  readonly options: {
    path: string;
    httpOnly: boolean;
    secure: boolean;
    sameSite: 'lax' | 'strict' | 'none';
    maxAge?: number;
  };
}

/** Reads one Set-Cookie line; null when it names nothing. */
export function parseSetCookie(line: string): ParsedCookie | null {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  if (equals < 1) return null;
  const named = new Map(attributes.map((text) => [text.split('=')[0]?.toLowerCase() ?? '', text.split('=')[1] ?? '']));
  const maxAge = named.get('max-age');
  const sameSite = named.get('samesite')?.toLowerCase();
  return {
    name: pair.slice(0, equals),
    value: decodeURIComponent(pair.slice(equals + 1)),
    options: {
      path: named.get('path') || '/',
      httpOnly: named.has('httponly'),
      secure: named.has('secure'),
      sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
      ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    },
  };
}
