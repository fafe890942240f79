/** Who is signed in and what they may do; before that, what the sign-in page shows. */
import { forAnyone, permissionsOf, router } from './trpc';

export const sessionRouter = router({
  me: forAnyone.query(({ ctx: { demoAccounts, environment, region, session } }) => {
    const told = { region, environment, demoAccounts };
    if (session === null) return { ...told, user: null, email: null, name: null, role: null, permissions: [] };
    const { email, endsAtMs, name, role } = session;
    const permissions = permissionsOf(role);
    return { ...told, user: { email, name, role, permissions, endsAtMs }, email, name, role, permissions };
  }),
});
