import { describe, expect, it } from 'vitest';
import { openCheckoutBody } from './shapes';

const takes = (email: string) => openCheckoutBody.safeParse({ cart_id: 'crt_e_1', cart_version: 1, email }).success;

describe('an e-mail address', () => {
  it.each([
    'ada@example.test',
    'ada.lovelace+orders@mail.example.co.uk',
    "o'brien@example.ie",
    'A_B-C!#$%&*/=?^`{|}~@xn--bcher-kva.example',
    'érika@bücher.example',
    '用户@例子.公司',
    `${'a'.repeat(64)}@example.test`,
  ])('may be %s', (email) => {
    expect(takes(email)).toBe(true);
  });

  it.each([
    ['without a domain', 'ada'],
    ['of one label', 'ada@localhost'],
    ['that is two', 'ada@example.test,eve@example.test'],
    ['with a second recipient before it', 'ada,eve@example.test'],
    ['of a group', 'all:ada@example.test;'],
    ['with a name around it', 'Ada <ada@example.test>'],
    ['with a comment', 'ada(of London)@example.test'],
    ['that is quoted', '"ada"@example.test'],
    ['with a header behind it', 'ada@example.test\r\nBcc: eve@example.test'],
    ['with a line separator', 'ada@example.test\u2028Bcc'],
    ['with an invisible character', 'ada\u200B@example.test'],
    ['that is shown from the right', 'ada\u202Etset.elpmaxe@example.test'],
    ['with half a character', 'ada\uD800@example.test'],
    ['that begins with a dot', '.ada@example.test'],
    ['with two dots', 'ada..lovelace@example.test'],
    ['with an empty label', 'ada@example..test'],
    ['with a label that ends in a hyphen', 'ada@example-.test'],
    ['by number', 'ada@[127.0.0.1]'],
    ['with a long local part', `${'a'.repeat(65)}@example.test`],
    [
      'that is long',
      `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.test`,
    ],
  ])('%s is none', (_what, email) => {
    expect(takes(email)).toBe(false);
  });
});
