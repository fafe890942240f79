/**
 * Which lines of a child's output a person at the console should see. Everything is in its log; only
 * what it prints on stderr and what it logs as an error is worth interrupting for.
 */
const ERROR_LEVEL = 50;
const LONGEST = 400;

/** The text to show, or null. */
export function importantLine(line: string, stream: 'stdout' | 'stderr'): string | null {
  const logged = parseLogged(line);
  if (logged) return logged.level >= ERROR_LEVEL ? logged.message.slice(0, LONGEST) : null;
  return stream === 'stderr' && line.trim() !== '' ? line.slice(0, LONGEST) : null;
}

function parseLogged(line: string): { level: number; message: string } | null {
  if (!line.startsWith('{')) return null;
  try {
    const { level, msg } = JSON.parse(line) as { level?: unknown; msg?: unknown };
    return typeof level === 'number' ? { level, message: typeof msg === 'string' ? msg : '' } : null;
  } catch {
    return null;
  }
}
