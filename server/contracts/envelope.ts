/**
 * The envelope that every message travels in, and its one reader: any shipped version in, the newest out. What cannot be read is
 * parked with its reason and is never guessed.
 */
import { NEWEST_VERSIONS, type VersionBySchema } from './agreed-versions';
import { brought } from './contract';
import { contractOf, type MessageSchema, type PayloadOf } from './messages';
import type { ParkedMessage } from './parked';

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
  | ({ readonly kind: 'parked' } & ParkedMessage);

/** What is read of an envelope. */
export type WrittenMessage = Pick<Envelope, 'schema' | 'schemaVersion' | 'payload' | 'recordedAtMs'>;
export type MessageReader = (envelope: WrittenMessage) => ReadMessage;

/**
 * Reads a message into its newest version, or says why it must be parked.
 * @param reads the newest version of each that is read; less than this build knows only where a drill has it be the build before.
 */
export function readMessage(envelope: WrittenMessage, reads: VersionBySchema = NEWEST_VERSIONS): ReadMessage {
  const { payload, recordedAtMs, schema, schemaVersion } = envelope;
  const contract = contractOf(schema);
  if (contract === null) return { kind: 'parked', code: 'unknown_schema', reason: `unknown schema "${schema}"` };
  const version = contract.at(schemaVersion);
  const newest = reads[schema as MessageSchema];
  if (version === undefined || version.version > newest) {
    const known = contract.versions.flatMap((each) => (each.version <= newest ? [each.version] : [])).join(', ');
    return {
      kind: 'parked',
      code: 'unknown_version',
      reason: `unknown version ${schemaVersion} of ${schema}; this build reads ${known}`,
    };
  }
  const parsed = version.schema.safeParse(payload);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      kind: 'parked',
      code: 'unreadable',
      reason: `${schema} v${schemaVersion}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'unreadable'}`,
    };
  }
  const lifted = brought(contract, parsed.data, schemaVersion, contract.newest, { recordedAtMs });
  if (lifted === null) throw new Error(`${schema} has no way from version ${schemaVersion} to its newest`);
  return { kind: 'read', schema, payload: lifted.payload } as ReadMessage;
}
