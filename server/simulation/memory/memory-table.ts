/** One table: rows by key, every change undone when its transaction is. */
export type Undo = () => void;

/** Refuses a row before it is written, or before it is taken away. */
export type Guard<Row> = (row: Row) => void;

export class MemoryTable<Row> {
  private readonly rows = new Map<string, Row>();

  constructor(
    private readonly undo: Undo[],
    private readonly beforePut: Guard<Row> = () => undefined,
    private readonly beforeDelete: Guard<Row> = () => undefined,
  ) {}

  get(key: string): Row | undefined {
    return this.rows.get(key);
  }

  has(key: string): boolean {
    return this.rows.has(key);
  }

  put(key: string, row: Row): void {
    this.beforePut(row);
    const before = this.rows.get(key);
    this.rows.set(key, row);
    this.undo.push(() => (before === undefined ? this.rows.delete(key) : this.rows.set(key, before)));
  }

  delete(key: string): Row | undefined {
    const before = this.rows.get(key);
    if (before === undefined) return undefined;
    this.beforeDelete(before);
    this.rows.delete(key);
    this.undo.push(() => this.rows.set(key, before));
    return before;
  }

  values(): IterableIterator<Row> {
    return this.rows.values();
  }

  keys(): IterableIterator<string> {
    return this.rows.keys();
  }

  get size(): number {
    return this.rows.size;
  }
}

/** A table whose rows are found by order: one immutable list for each order. */
export class RowsByOrder<Row> {
  private readonly lists: MemoryTable<readonly Row[]>;

  constructor(
    undo: Undo[],
    private readonly beforePut: Guard<string> = () => undefined,
  ) {
    this.lists = new MemoryTable(undo);
  }

  of(orderId: string): readonly Row[] {
    return this.lists.get(orderId) ?? [];
  }

  add(orderId: string, row: Row): void {
    this.beforePut(orderId);
    this.lists.put(orderId, [...this.of(orderId), row]);
  }

  replace(orderId: string, old: Row, next: Row): void {
    this.beforePut(orderId);
    this.lists.put(
      orderId,
      this.of(orderId).map((row) => (row === old ? next : row)),
    );
  }

  /** The order's rows leave, all of them. */
  clear(orderId: string): void {
    this.lists.delete(orderId);
  }

  *all(): IterableIterator<Row> {
    for (const list of this.lists.values()) yield* list;
  }
}
