/** What the memory database refuses, with PostgreSQL's own codes and the constraint names of the migration. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly constraint: string | undefined,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export const CHECK_VIOLATION = '23514';
export const UNIQUE_VIOLATION = '23505';
export const FOREIGN_KEY_VIOLATION = '23503';

export function check(holds: boolean, constraint: string): void {
  if (!holds) throw new Refusal(CHECK_VIOLATION, constraint, `check ${constraint} is violated`);
}

export function unique(free: boolean, constraint: string): void {
  if (!free) throw new Refusal(UNIQUE_VIOLATION, constraint, `${constraint} already has it`);
}

export function references(found: boolean, constraint: string): void {
  if (!found) throw new Refusal(FOREIGN_KEY_VIOLATION, constraint, `${constraint} finds nothing`);
}

/** A refusal raised by one of the migration's triggers. */
export function raise(code: string, message: string): never {
  throw new Refusal(code, undefined, message);
}
