/** Statements of migrations that had landed before the check could ask them for their reason. A landed migration is never edited. */
export const ACCEPTED: readonly { readonly migration: string; readonly statement: string; readonly because: string }[] =
  [
    {
      migration: '20261127600000_controls',
      statement: 'alter table operations.controls add column origin',
      because: 'The build before only reads operations.controls; it writes no row that a new check could refuse.',
    },
    {
      migration: '20261127600000_controls',
      statement: 'create trigger controls_version_rises before update on operations.controls',
      because: 'The build before only reads operations.controls, so the trigger never fires for it.',
    },
    {
      migration: '20261127600000_controls',
      statement: 'create trigger controls_keep_change after insert or update on operations.controls',
      because: 'The build before only reads operations.controls, so the trigger never fires for it.',
    },
    {
      migration: '20261127000000_repair_numbers',
      statement: 'update operations.repairs r set number',
      because:
        "A repair is one person's recorded decision: the table is small beside the orders, and nobody waits on it in a checkout.",
    },
    {
      migration: '20261127000000_repair_numbers',
      statement: 'create trigger repairs_are_numbered before insert on operations.repairs',
      because: 'It gives the build before, which names no number, the next one; nothing that it writes is refused.',
    },
    {
      migration: '20261127000000_repair_numbers',
      statement: 'alter table operations.repairs alter column number set not null',
      because: 'The trigger fills what the build before does not name, so it writes no null; the table is small.',
    },
    {
      migration: '20261127000000_repair_numbers',
      statement: 'create trigger repairs_keep_number before update on operations.repairs',
      because: 'The build before knows no number and never changes one, so the trigger never fires for it.',
    },
  ];
