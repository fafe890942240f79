/** The project's root, wherever the command was given. */
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
