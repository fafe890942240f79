/** Brings a message to the version that its readers can read, at the instant at which it is written. */
import type { NewMessage } from '../domain/decision-record';
import { brought, type Payload } from './contract';
import type { VersionBySchema } from './agreed-versions';
import { contractOf } from './messages';

export function inVersion(message: NewMessage, agreed: Partial<VersionBySchema>, recordedAtMs: number): NewMessage {
  const contract = contractOf(message.schema);
  const version = (agreed as Readonly<Record<string, number>>)[message.schema] ?? message.schemaVersion;
  if (contract === null || version === message.schemaVersion) return message;
  const written = brought(contract, message.payload, message.schemaVersion, version, { recordedAtMs });
  // cannot be said in the older version: told as it is, and parked by whoever cannot read it
  if (written === null) return message;
  return { ...message, schemaVersion: version, payload: written.payload as Payload };
}
