/**
 * One box for every id: what a typed text may be, told by its shape alone. An order id has no shape that could be demanded
 * (`order-42` is as legal as `ord_…`), so a text that is nothing else is tried as every id that it could be.
 */
import { orderIdOfOperation } from './operation';
import { normaliseReference } from './reference';

export type SearchTerm =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'email'; readonly email: string }
  | {
      readonly kind: 'ids';
      /** Order ids that the text is or names. */
      readonly orderIds: readonly string[];
      /** Two orders may share one. */
      readonly reference: string | null;
      /** 32 hexadecimal digits. */
      readonly traceId: string | null;
      /** The text itself: a request id or a provider's reference is matched whole. */
      readonly text: string;
    };

export function searchTermOf(typed: string): SearchTerm {
  const text = typed.trim();
  if (text === '') return { kind: 'nothing' };
  // an id of ours may hold an @ (`msg:…:ORDER_ID@4`), an address never begins like one
  if (text.includes('@') && !text.startsWith('msg:')) return { kind: 'email', email: text.toLowerCase() };
  const named = orderIdOfMessage(text) ?? orderIdOfOperation(text);
  return {
    kind: 'ids',
    orderIds: named === null ? [...new Set([text, text.toLowerCase()])] : [named],
    reference: normaliseReference(text),
    traceId: /^[0-9a-f]{32}$/i.test(text) ? text.toLowerCase() : null,
    text,
  };
}

/** A message's id carries its cause (`messageIdFor`), and every cause names its order. */
function orderIdOfMessage(text: string): string | null {
  const cause = /^msg:[^:]+:(.+)$/.exec(text)?.[1];
  if (cause === undefined) return null;
  return orderIdOfOperation(cause) ?? cause.replace(/@\d+$/, '');
}
