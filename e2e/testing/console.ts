/** A member of the staff in the browser. */
import type { Page } from '@playwright/test';

export type StaffRole = 'support' | 'operator' | 'oncall' | 'approver' | 'auditor';

export async function signInAs(page: Page, role: StaffRole, next = '/console'): Promise<void> {
  await page.goto(`/console/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole('button', { name: `Sign in as ${role}@evident.test` }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

/** What asks for the password before money moves, of somebody who signed in a while ago. */
export const passwordDialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm with your password' });
