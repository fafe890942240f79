/** Where messages go after the replay window: files of lines that are written once and never changed. */
export interface ArchiveFile {
  readonly sha256: string;
  readonly bytes: number;
}

export interface MessageArchive {
  /** Durable once it resolves. The same name and lines again are the same file; another content under a name is an error. */
  write(name: string, lines: readonly string[]): Promise<ArchiveFile>;
  /** Null: there is no such file. `sha256` is of what was read. */
  read(name: string): Promise<(ArchiveFile & { readonly lines: readonly string[] }) | null>;
}
