/** What a member of the staff is like; drawn from luck of their own, so that other people stay as they are. */
import type { Role } from '../domain/permissions';
import type { SeededStream } from './seeded-stream';

export interface OperatorHabits {
  readonly email: string;
  readonly role: Extract<Role, 'operator' | 'approver'>;
  readonly beginsAfterMs: number;
  /** How many orders they take up in one shift. */
  readonly tasks: number;
  /** Sends a click twice at once. */
  readonly doubleClicks: number;
  /** Leaves the form open until it may be stale. */
  readonly dawdles: number;
  /** Takes up what a colleague is at. */
  readonly contradicts: number;
  /** Asks for what the desk does not offer. */
  readonly insists: number;
  /** Closes the browser in the middle. */
  readonly walksAway: number;
}

const STAFF = [
  { email: 'ana@evident.test', role: 'operator' },
  { email: 'tom@evident.test', role: 'operator' },
  { email: 'eve@evident.test', role: 'approver' },
] as const;

/** @param isBusy many orders wait for people. */
export function drawStaff(luck: SeededStream, isBusy: boolean): OperatorHabits[] {
  return STAFF.map(({ email, role }) => ({
    email,
    role,
    beginsAfterMs: luck.between(role === 'approver' ? 5_000 : 3_000, 12_000),
    tasks: luck.between(isBusy ? 2 : 0, isBusy ? 5 : 2) + (role === 'approver' ? 1 : 0),
    doubleClicks: luck.next() * 0.5,
    dawdles: role === 'approver' && isBusy ? 0.4 + luck.next() * 0.5 : luck.next() * 0.4,
    contradicts: luck.next() * 0.8,
    insists: luck.next() * 0.25,
    walksAway: luck.next() * 0.15,
  }));
}
