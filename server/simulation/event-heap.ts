/** What happens next in a history: earliest first, equal instants in the order that luck gave them. */
export interface HeapEntry {
  readonly atMs: number;
  /** Luck between events of the same instant. */
  readonly order: number;
}

export class EventHeap<T extends HeapEntry> {
  private readonly entries: T[] = [];

  get size(): number {
    return this.entries.length;
  }

  peek(): T | undefined {
    return this.entries[0];
  }

  push(entry: T): void {
    const { entries } = this;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || !before(entry, parent)) break;
      entries[at] = parent;
      at = above;
    }
    entries[at] = entry;
  }

  pop(): T | undefined {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = entries[below];
      if (child === undefined) break;
      const right = entries[below + 1];
      if (right !== undefined && before(right, child)) {
        below++;
        child = right;
      }
      if (!before(child, last)) break;
      entries[at] = child;
      at = below;
    }
    entries[at] = last;
    return top;
  }
}

const before = (a: HeapEntry, b: HeapEntry): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
