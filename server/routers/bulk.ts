/** Bulk repairs: one decision about many cases, run as single audited repairs, with progress and a result for each. */
import { z } from 'zod';
import { BULK_KINDS, MOST_BULK_ITEMS } from '../domain/bulk-repair';
import { QUEUE_PRESETS, UNCLAIMED } from '../domain/case-queue';
import { CASE_REASONS, CASE_SEVERITIES } from '../domain/reconciliation-case';
import { REGIONS } from '../domain/region';
import { movesMoney } from '../domain/repair/repair';
import { limit, operationId, reasonText, staffEmail } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission, withStepUp } from './trpc';

const id = z
  .string()
  .max(500)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
const caseRef = z.strictObject({ region: z.enum(REGIONS), orderId: id, caseId: id.min(1) });
const matching = z.strictObject({
  preset: z.enum(QUEUE_PRESETS),
  reason: z.enum(CASE_REASONS).nullable(),
  severity: z.enum(CASE_SEVERITIES).nullable(),
  owner: z.union([staffEmail, z.literal(UNCLAIMED)]).nullable(),
});

const choice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cases'), cases: z.array(caseRef).min(1).max(MOST_BULK_ITEMS) }),
  z.strictObject({ kind: z.literal('matching'), filter: matching, region: z.enum(REGIONS).nullable() }),
]);

const start = z.strictObject({ choice, repair: z.enum(BULK_KINDS), reason: reasonText, operationId });

export const bulkRouter = router({
  /** Confirmed once, for all of it. */
  start: withStepUp('repairs:propose', start, ({ repair }) => repair !== 'recheck' && movesMoney(repair)).mutation(
    ({ ctx, input }) =>
      ctx.services.bulk.start(input.choice, input.repair, input.reason, askedBy(ctx, input.operationId)),
  ),

  stop: withPermission('repairs:propose')
    .input(z.strictObject({ jobId: operationId, operationId }))
    .mutation(({ ctx, input }) => ctx.services.bulk.stop(input.jobId, askedBy(ctx, input.operationId))),

  newest: withPermission('cases:read')
    .input(z.strictObject({ limit: limit(50, 20) }).prefault({}))
    .query(({ ctx, input }) => ctx.services.bulk.newest(input.limit)),

  get: withPermission('cases:read')
    .input(z.strictObject({ jobId: operationId }))
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.bulk.get(input.jobId);
      if (result.kind === 'none') throw refuse('job_not_found', 'There is no such job.');
      if (result.kind === 'not_reached') {
        const away = result.notReached.join(' and ');
        throw refuse('owner_not_reached', `Nobody who was reached has this job, and ${away} did not answer.`);
      }
      return result.job;
    }),

  /** Every item with its result, for the file. */
  items: withPermission('cases:read')
    .input(z.strictObject({ jobId: operationId }))
    .query(({ ctx, input }) => ctx.services.bulk.items(input.jobId)),
});
