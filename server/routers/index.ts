/** The console's procedures by audience. */
import { casesRouter } from './cases';
import { onCallRouter } from './on-call';
import { operatorRouter } from './operator';
import { repairsRouter } from './repairs';
import { sessionRouter } from './session';
import { supportRouter } from './support';
import { router } from './trpc';

export const appRouter = router({
  session: sessionRouter,
  support: supportRouter,
  operator: operatorRouter,
  onCall: onCallRouter,
  cases: casesRouter,
  repairs: repairsRouter,
});

export type AppRouter = typeof appRouter;
