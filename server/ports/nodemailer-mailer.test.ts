import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodemailerMailer } from './nodemailer-mailer';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evident-mails-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['a comma', 'ada,eve@example.test'],
  ['a group', 'all:ada@example.test,eve@example.test;'],
  ['a header', 'ada@example.test\r\nBcc: eve@example.test'],
])('given %s in the recipient of an old record, the mail goes to no second one', async (_what, to) => {
  const mailer = nodemailerMailer({ smtpUrl: null, folder, from: 'Shop <shop@example.test>', isDown: () => false });
  const answer = await mailer.send({
    messageId: 'msg:1',
    to,
    subject: 'Your order\r\nBcc: eve@example.test',
    text: 'It is confirmed.',
  });
  const files = await readdir(folder);
  if (answer.kind === 'failed') return expect(files).toEqual([]);
  const head = (await readFile(join(folder, files[0] ?? ''), 'utf8')).split('\n\n', 1)[0] ?? '';
  expect(head).not.toMatch(/^bcc:/im);
  expect(head.match(/^to: .*$/im)?.[0].replaceAll(/"[^"]*"/g, '')).not.toContain(',');
});
