/** The console's procedures by audience. */
import { auditRouter } from './audit';
import { bulkRouter } from './bulk';
import { casesRouter } from './cases';
import { drillsRouter } from './drills';
import { messagesRouter } from './messages';
import { newsRouter } from './news';
import { onCallRouter } from './on-call';
import { operatorRouter } from './operator';
import { ownershipRouter } from './ownership';
import { repairsRouter } from './repairs';
import { sessionRouter } from './session';
import { statementsRouter } from './statements';
import { supportRouter } from './support';
import { router } from './trpc';
import { verdictsRouter } from './verdicts';

export const appRouter = router({
  session: sessionRouter,
  support: supportRouter,
  operator: operatorRouter,
  onCall: onCallRouter,
  cases: casesRouter,
  repairs: repairsRouter,
  verdicts: verdictsRouter,
  statements: statementsRouter,
  bulk: bulkRouter,
  ownership: ownershipRouter,
  audit: auditRouter,
  drills: drillsRouter,
  messages: messagesRouter,
  news: newsRouter,
});

export type AppRouter = typeof appRouter;
