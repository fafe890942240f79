/**
 * FNV-1a, 64 bits, over UTF-8: spreads ids over shards and shortens them to references. It is no proof against forgery.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv/ (offset basis and prime from there).
 */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2^40 + 0x1b3, so a product is one shift and one small multiplication on each half. */
const PRIME_LOW = 0x1b3;

const utf8 = new TextEncoder();

export function fnv1a64(text: string): bigint {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (const byte of utf8.encode(text)) {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    high = (high * PRIME_LOW + Math.floor(product / 2 ** 32) + low * 2 ** 8) % 2 ** 32;
    low = product % 2 ** 32;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}
