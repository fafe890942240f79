/** Who signs checkpoints, and how a signature is checked: Ed25519, so that whoever checks cannot sign. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface CheckpointSeal {
  /** Of these lines; base64. @throws where the key can be neither read nor made. */
  sign(lines: readonly string[]): string;
}

export interface CheckpointKey {
  /** The beginning of the SHA-256 of the public key, to be compared by people. */
  readonly fingerprint: string;
  isSigned(lines: readonly string[], signature: string): boolean;
}

/** Where the public half lies, beside what it signed. */
export const PUBLIC_KEY_FILE = 'key.pub.pem';

/**
 * The key of this data folder, made at its first signature: `checkpoint-key.pem` for its owner alone, and its public half in the folder of
 * checkpoints.
 */
export function checkpointSeal(dataDir: string, checkpointDir: string): CheckpointSeal {
  let key: KeyObject | null = null;
  return {
    sign(lines) {
      key ??= keyOf(join(dataDir, 'checkpoint-key.pem'), join(checkpointDir, PUBLIC_KEY_FILE));
      return sign(null, bytesOf(lines), key).toString('base64');
    },
  };
}

function keyOf(path: string, publicPath: string): KeyObject {
  writeOnce(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  // what was there first is the key: two workers begin at one time
  const key = createPrivateKey(readFileSync(path));
  writeOnce(publicPath, createPublicKey(key).export({ type: 'spki', format: 'pem' }), 0o644);
  return key;
}

/** @throws where it is no public key. */
export function checkpointKey(pem: string): CheckpointKey {
  const key: KeyObject = createPublicKey(pem);
  const der = key.export({ type: 'spki', format: 'der' });
  return {
    fingerprint: createHash('sha256').update(der).digest('hex').slice(0, 16),
    isSigned: (lines, signature) => verify(null, bytesOf(lines), key, Buffer.from(signature, 'base64')),
  };
}

const bytesOf = (lines: readonly string[]): Buffer => createHash('sha256').update(lines.join('\n')).digest();

function writeOnce(path: string, content: string | Buffer, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, content, { flag: 'wx', mode, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
