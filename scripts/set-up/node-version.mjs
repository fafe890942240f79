/** The oldest Node that the packages run on; an older one fails in ways that nobody understands. */
import { SetUpError } from './set-up-error.mjs';

const OLDEST = [20, 19];

export function requireNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new SetUpError(
    `Evident needs Node ${OLDEST.join('.')} or newer; this is Node ${version}. Install a newer one from https://nodejs.org.`,
  );
}
