/**
 * A collection in order of arrival: O(1) by id, and Stripe's cursor pages (newest first) from any cursor.
 */
export type PageRequest<T> = {
  limit: number;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  where: (item: T) => boolean;
};

export type Page<T> = { kind: 'page'; items: T[]; has_more: boolean } | { kind: 'no_such_cursor'; cursor: string };

export class Shelf<T> {
  readonly #items: T[] = [];
  readonly #position = new Map<string, number>();

  put(id: string, item: T): void {
    const position = this.#position.get(id);
    if (position !== undefined) {
      this.#items[position] = item;
      return;
    }
    this.#position.set(id, this.#items.length);
    this.#items.push(item);
  }

  get(id: string): T | undefined {
    const position = this.#position.get(id);
    return position === undefined ? undefined : this.#items[position];
  }

  /** Newest first; with `ending_before`, the page just before (newer than) that cursor, still newest first. */
  page(request: PageRequest<T>): Page<T> {
    const cursor = request.ending_before ?? request.starting_after;
    const from = cursor === undefined ? this.#items.length : this.#position.get(cursor);
    if (from === undefined) return { kind: 'no_such_cursor', cursor: cursor ?? '' };
    const step = request.ending_before === undefined ? -1 : 1;
    const found: T[] = [];
    // One more than asked: whether it exists is what has_more says.
    for (let at = from + step; at >= 0 && at < this.#items.length && found.length <= request.limit; at += step) {
      const item = this.#items[at];
      if (item !== undefined && request.where(item)) found.push(item);
    }
    const items = found.slice(0, request.limit);
    return { kind: 'page', items: step === 1 ? items.reverse() : items, has_more: found.length > request.limit };
  }

  *newestFirst(): Generator<T> {
    for (let at = this.#items.length - 1; at >= 0; at -= 1) {
      const item = this.#items[at];
      if (item !== undefined) yield item;
    }
  }
}
