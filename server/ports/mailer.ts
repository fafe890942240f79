/** Sends one mail or says why not; the notification item keeps the answer. */
export interface Mail {
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export type MailAnswer = { readonly kind: 'sent' } | { readonly kind: 'failed'; readonly error: string };

export interface Mailer {
  send(mail: Mail): Promise<MailAnswer>;
}
