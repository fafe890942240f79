/** What the on-call person does: switches and degraded mode, each behind its permission. */
import { controlsRouter } from './on-call-controls';
import { modeRouter } from './on-call-mode';
import { router } from './trpc';

export const onCallRouter = router({ controls: controlsRouter, mode: modeRouter });
