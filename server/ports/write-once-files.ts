/** Files of lines that are written once and never changed: messages after the replay window, checkpoints of evidence. */
export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

export interface WriteOnceFiles {
  /** Durable once it resolves. The same name and lines again are the same file; another content under a name is an error. */
  write(name: string, lines: readonly string[]): Promise<WrittenFile>;
  /** Null: there is no such file. `sha256` is of what was read. */
  read(name: string): Promise<(WrittenFile & { readonly lines: readonly string[] }) | null>;
  /** Of every file that is whole, in the order of their names; null: there is no such folder. */
  names(): Promise<readonly string[] | null>;
}
