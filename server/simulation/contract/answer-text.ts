/** What an implementation answered, as text that does not depend on whose it is; a refusal is an answer. */

export async function answered(run: () => Promise<unknown>): Promise<string> {
  try {
    return textOf(await run());
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const constraint = 'constraint' in error && typeof error.constraint === 'string' ? error.constraint : '';
    return `refused ${String(error.code)} ${constraint}`;
  }
}

/** Object keys in one order, maps as sorted pairs. */
export function textOf(value: unknown): string {
  return JSON.stringify(
    value instanceof Map ? sorted([...value], ([key]) => String(key)) : value,
    (_key, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  );
}

export const sorted = <T>(list: readonly T[], by: (item: T) => string): T[] =>
  [...list].sort((a, b) => (by(a) < by(b) ? -1 : 1));
