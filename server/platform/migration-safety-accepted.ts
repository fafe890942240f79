/** Statements of migrations that had landed before the check could ask them for their reason. A landed migration is never edited. */
export const ACCEPTED: readonly { readonly migration: string; readonly statement: string; readonly because: string }[] =
  [];
