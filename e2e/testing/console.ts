/** A member of the staff in the browser. */
import type { Page } from '@playwright/test';
import { DEMO_ACCOUNTS } from '../../server/access/demo-accounts';

export type StaffRole = 'support' | 'operator' | 'oncall' | 'approver' | 'auditor';

/** By the call that the form makes; the form itself is filled in by the test of failure mode 7. */
export async function signInAs(page: Page, role: StaffRole, next = '/console'): Promise<void> {
  const email = `${role}@evident.test`;
  const password = DEMO_ACCOUNTS.find((account) => account.email === email)?.password;
  const origin = new URL(process.env.STORE_EAST ?? '').origin;
  const answer = await page.request.post('/api/auth/sign-in/email', { data: { email, password }, headers: { origin } });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`);
  await page.goto(next);
}

/** What asks for the password before money moves, of somebody who signed in a while ago. */
export const passwordDialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm with your password' });
