/** Mail by nodemailer: over SMTP when an address is configured, else written as files into the data folder. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mail, MailAnswer, Mailer } from './mailer';

export interface MailSettings {
  readonly smtpUrl: string | null;
  readonly folder: string;
  readonly from: string;
  /** A drill may take the mail system down. */
  isDown(): boolean;
}

const SMTP_TIMEOUT_MS = 10_000;

export function nodemailerMailer(settings: MailSettings): Mailer {
  const deliver = settings.smtpUrl === null ? toFile(settings.folder) : overSmtp(settings.smtpUrl);
  return {
    async send(mail) {
      if (settings.isDown()) return { kind: 'failed', error: 'the mail system is down (drill)' };
      try {
        await deliver({ ...mail, from: settings.from });
        return { kind: 'sent' };
      } catch (error) {
        return { kind: 'failed', error: error instanceof Error ? error.message : String(error) } satisfies MailAnswer;
      }
    },
  };
}

type Outgoing = Mail & { readonly from: string };

const headers = (mail: Outgoing) => ({
  from: mail.from,
  // as one address: as text, a comma in it would be a second recipient
  to: { name: '', address: mail.to },
  subject: mail.subject,
  text: mail.text,
  messageId: `<${fileName(mail.messageId)}@evident>`,
});

function overSmtp(url: string): (mail: Outgoing) => Promise<unknown> {
  const transport = createTransport(url, {
    connectionTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
  } as Parameters<typeof createTransport>[1]);
  return (mail) => transport.sendMail(headers(mail));
}

function toFile(folder: string): (mail: Outgoing) => Promise<unknown> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  return async (mail) => {
    const { message } = await transport.sendMail(headers(mail));
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${fileName(mail.messageId)}.eml`);
    // renamed into place: a mail is there whole or not at all; a resend replaces it
    await writeFile(`${path}.new`, message as Buffer);
    await rename(`${path}.new`, path);
  };
}

const fileName = (messageId: string): string => messageId.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 150);
