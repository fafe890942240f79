/** The case desk: everybody on the staff sees its queue, operators work it. Each procedure parses, authorises and calls one service. */
import { z } from 'zod';
import { NEXT_CASE_PRESETS, QUEUE_PRESETS, UNCLAIMED } from '../domain/case-queue';
import { AMBIGUITY_BUCKETS, type AmbiguityBucket, MOST_BUCKETS } from '../domain/recurring-ambiguity';
import { CASE_REASONS, CASE_SEVERITIES } from '../domain/reconciliation-case';
import { REGIONS } from '../domain/region';
import { caseRef, instantMs, limit, noteText, operationId, reasonText, staffEmail } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission } from './trpc';

const cursor = caseRef.caseId.nullish();

const filters = {
  preset: z.enum(QUEUE_PRESETS).default('all_due_first'),
  reason: z.enum(CASE_REASONS).nullish(),
  severity: z.enum(CASE_SEVERITIES).nullish(),
  owner: z.union([staffEmail, z.literal(UNCLAIMED)]).nullish(),
  region: z.enum(REGIONS).nullish(),
};

const filterOf = ({ owner, preset, reason, severity }: z.infer<z.ZodObject<typeof filters>>) => ({
  preset,
  reason: reason ?? null,
  severity: severity ?? null,
  owner: owner ?? null,
});

const badCursor = () => refuse('bad_cursor', 'This page does not follow any page.');

const bucket = z.enum(Object.keys(AMBIGUITY_BUCKETS) as [AmbiguityBucket, ...AmbiguityBucket[]]);

export const casesRouter = router({
  queue: withPermission('cases:read')
    .input(z.strictObject({ ...filters, cursor, limit: limit(200, 50) }).prefault({}))
    .query(async ({ ctx, input }) => {
      const page = await ctx.services.cases.queue({
        filter: filterOf(input),
        region: input.region ?? null,
        who: ctx.session.email,
        cursor: input.cursor ?? null,
        limit: input.limit,
      });
      if (page === null) throw badCursor();
      return page;
    }),

  matching: withPermission('cases:read')
    .input(z.strictObject(filters).prefault({}))
    .query(({ ctx, input }) => ctx.services.cases.matching(filterOf(input), input.region ?? null, ctx.session.email)),

  figures: withPermission('cases:read').query(({ ctx }) => ctx.services.cases.figures(ctx.session.email)),

  /** Repairs that wait for a second person and that no case leads to. */
  proposals: withPermission('cases:read')
    .input(z.strictObject({ region: filters.region, limit: limit(100, 20) }).prefault({}))
    .query(({ ctx, input }) => ctx.services.cases.proposals(input.region ?? null, input.limit)),

  get: withPermission('cases:read')
    .input(z.strictObject(caseRef))
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.cases.get(input);
      switch (result.kind) {
        case 'case':
          return result.case;
        case 'not_found':
          throw refuse('case_not_found', `${result.region} has no such case.`, result.region);
        case 'not_reached':
          throw refuse(
            'owner_not_reached',
            `${result.region} did not answer; the case may be recorded there.`,
            result.region,
          );
        default:
          return result satisfies never;
      }
    }),

  ambiguity: withPermission('cases:read')
    .input(
      z
        .strictObject({ fromMs: instantMs, toMs: instantMs, bucket, region: z.enum(REGIONS).nullish() })
        .refine(
          ({ bucket: each, fromMs, toMs }) => fromMs < toMs && toMs - fromMs <= AMBIGUITY_BUCKETS[each] * MOST_BUCKETS,
        ),
    )
    .query(({ ctx, input: { region, ...window } }) => ctx.services.cases.ambiguity(window, region ?? null)),

  lastSweep: withPermission('cases:read').query(({ ctx }) => ctx.services.cases.lastSweep()),

  colleagues: withPermission('cases:work').query(({ ctx }) => ctx.services.cases.colleagues()),

  claim: withPermission('cases:work')
    .input(z.strictObject({ ...caseRef, operationId }))
    .mutation(({ ctx, input: { operationId: click, ...ref } }) => ctx.services.cases.claim(ref, askedBy(ctx, click))),

  keep: withPermission('cases:work')
    .input(z.strictObject(caseRef))
    .mutation(({ ctx, input }) => ctx.services.cases.keep(input, { staff: ctx.session })),

  release: withPermission('cases:work')
    .input(z.strictObject({ ...caseRef, operationId }))
    .mutation(({ ctx, input: { operationId: click, ...ref } }) => ctx.services.cases.release(ref, askedBy(ctx, click))),

  handOver: withPermission('cases:work')
    .input(z.strictObject({ ...caseRef, to: staffEmail, note: reasonText, operationId }))
    .mutation(({ ctx, input: { note, operationId: click, to, ...ref } }) =>
      ctx.services.cases.handOver(ref, to, note, askedBy(ctx, click)),
    ),

  note: withPermission('cases:work')
    .input(z.strictObject({ ...caseRef, text: noteText, operationId }))
    .mutation(({ ctx, input: { operationId: click, text, ...ref } }) =>
      ctx.services.cases.note(ref, text, askedBy(ctx, click)),
    ),

  next: withPermission('cases:work')
    .input(z.strictObject({ preset: z.enum(NEXT_CASE_PRESETS).default('all_due_first'), cursor, operationId }))
    .mutation(async ({ ctx, input }) => {
      const result = await ctx.services.cases.next(input.preset, input.cursor ?? null, askedBy(ctx, input.operationId));
      if (result === null) throw badCursor();
      return result;
    }),
});
