/** What the on-call person does. Degraded mode, redriving and drills stand here, each behind its permission. */
import { router } from './trpc';

export const onCallRouter = router({});
