/**
 * The envelope that every message travels in. What cannot be read is parked with its reason and is never guessed.
 */
import { MESSAGE_SCHEMAS, type MessageSchema, type PayloadOf } from './messages';

export interface Envelope {
  readonly messageId: string;
  readonly orderId: string;
  readonly schema: string;
  readonly schemaVersion: number;
  readonly paymentOperation: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly region: string;
  readonly recordedAtMs: number;
  readonly payload: unknown;
}

export type ReadMessage =
  | {
      [S in MessageSchema]: {
        readonly kind: 'read';
        readonly schema: S;
        readonly payload: PayloadOf<S>;
      };
    }[MessageSchema]
  | { readonly kind: 'parked'; readonly reason: string };

/** Reads a message into its newest version, or says why it must be parked. */
export function readMessage(envelope: Pick<Envelope, 'schema' | 'schemaVersion' | 'payload'>): ReadMessage {
  const versions:
    | Readonly<
        Record<
          number,
          {
            safeParse(value: unknown): {
              success: boolean;
              data?: unknown;
              error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
            };
          }
        >
      >
    | undefined = Object.hasOwn(MESSAGE_SCHEMAS, envelope.schema)
    ? MESSAGE_SCHEMAS[envelope.schema as MessageSchema]
    : undefined;
  if (versions === undefined) return { kind: 'parked', reason: `unknown schema "${envelope.schema}"` };
  const schema = versions[envelope.schemaVersion];
  if (schema === undefined)
    return {
      kind: 'parked',
      reason: `unknown version ${envelope.schemaVersion} of ${envelope.schema}; this build reads ${Object.keys(versions).join(', ')}`,
    };
  const parsed = schema.safeParse(envelope.payload);
  if (!parsed.success) {
    const issue = parsed.error?.issues[0];
    return {
      kind: 'parked',
      reason: `${envelope.schema} v${envelope.schemaVersion}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'unreadable'}`,
    };
  }
  return { kind: 'read', schema: envelope.schema, payload: parsed.data } as ReadMessage;
}
