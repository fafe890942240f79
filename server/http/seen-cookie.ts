/**
 * What this browser's session has been shown, of its newest orders and carts: id, version and as of when. Signed by a key that both
 * regions have, so that a page in either never shows an earlier state, whichever tab or button led to it. A cookie that is not ours is
 * as none; one could only ever raise what its own session asks for.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { laterSeen, NOTHING_SEEN, type Seen } from '../domain/freshness';
import { type Exchange, header } from './exchange';

export const SEEN_COOKIE = 'evident_seen';
const MOST_REMEMBERED = 20;
const MOST_CHARACTERS = 3_500;
const KEPT_SECONDS = 7 * 86_400;

type Memory = ReadonlyMap<string, Seen>;

export class SeenCookie {
  private readonly key: Buffer;

  constructor(
    secret: string,
    /** Set for HTTPS only. */
    private readonly secure: boolean,
  ) {
    // a key of its own: what is signed here can be taken for nothing else
    this.key = createHmac('sha256', secret).update('evident seen cookie').digest();
  }

  seen(exchange: Exchange, id: string): Seen {
    return this.memoryOf(exchange).get(id) ?? NOTHING_SEEN;
  }

  /** Adds to the answer what it shows. */
  remember(exchange: Exchange, id: string, shown: Seen): void {
    const before = this.memoryOf(exchange);
    const seen = laterSeen(before.get(id) ?? NOTHING_SEEN, shown);
    const entries = [...before].filter(([other]) => other !== id);
    const memory = [...entries, [id, seen] as const].slice(-MOST_REMEMBERED);
    const attributes = `Path=/; Max-Age=${KEPT_SECONDS}; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
    exchange.response.appendHeader('Set-Cookie', `${SEEN_COOKIE}=${this.sealed(memory)}; ${attributes}`);
  }

  private sealed(memory: readonly (readonly [string, Seen])[]): string {
    const text = JSON.stringify(memory.map(([id, { asOfMs, version }]) => [id, version, asOfMs]));
    const body = Buffer.from(text).toString('base64url');
    return `${body}.${this.signature(body)}`;
  }

  /** Of every cookie of this name that is ours: a page without scripts hands one on beside the browser's. */
  private memoryOf(exchange: Exchange): Memory {
    const memory = new Map<string, Seen>();
    for (const sealed of cookiesNamed(header(exchange.request, 'cookie'), SEEN_COOKIE))
      for (const [id, seen] of this.opened(sealed)) memory.set(id, laterSeen(memory.get(id) ?? NOTHING_SEEN, seen));
    return memory;
  }

  private opened(sealed: string): readonly (readonly [string, Seen])[] {
    const [body = '', signature = ''] = sealed.split('.');
    if (sealed.length > MOST_CHARACTERS || !equal(signature, this.signature(body))) return [];
    const entries = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [string, number, number][];
    return entries.map(([id, version, asOfMs]) => [id, { version, asOfMs }]);
  }

  private signature(body: string): string {
    return createHmac('sha256', this.key).update(body).digest('base64url');
  }
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const cookiesNamed = (cookieHeader: string, name: string): readonly string[] =>
  cookieHeader
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
