/** What is chosen, and everything between two rows, both of them too, whichever stands first. */
export function withRange(
  chosen: ReadonlySet<string>,
  order: readonly string[],
  from: string,
  to: string,
): ReadonlySet<string> {
  const ends = [order.indexOf(from), order.indexOf(to)];
  return new Set([...chosen, ...order.slice(Math.min(...ends), Math.max(...ends) + 1)]);
}
