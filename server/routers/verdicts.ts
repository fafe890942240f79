/** Verdicts on money that no order claims: seen by everybody on the staff, asked for by an operator, approved by a second person. */
import { z } from 'zod';
import { VERDICT_KINDS } from '../domain/case-verdict';
import { caseRef, operationId, reasonInWords as reason } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission } from './trpc';

const number = z.number().int().min(1).max(10_000);

export const verdictsRouter = router({
  view: withPermission('cases:read')
    .input(z.strictObject(caseRef))
    .query(async ({ ctx, input: { region, ...key } }) => {
      const result = await ctx.services.verdicts.view(region, key);
      switch (result.kind) {
        case 'view':
          return result.view;
        case 'not_found':
          throw refuse('case_not_found', `${region} has no such case without an order.`, region);
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

  lookUp: withPermission('orders:look_up')
    .input(z.strictObject({ ...caseRef, operationId }))
    .mutation(({ ctx, input: { operationId: click, region, ...key } }) =>
      ctx.services.verdicts.lookUp(region, key, askedBy(ctx, click)),
    ),

  propose: withPermission('repairs:propose')
    .input(
      z.strictObject({
        ...caseRef,
        kind: z.enum(VERDICT_KINDS),
        reason,
        restsOnSeq: z.number().int().positive().nullable(),
        operationId,
      }),
    )
    .mutation(({ ctx, input: { operationId: click, region, ...proposal } }) =>
      ctx.services.verdicts.propose(region, proposal, askedBy(ctx, click)),
    ),

  approve: withPermission('repairs:approve')
    .input(z.strictObject({ ...caseRef, number, basisHash: z.string().regex(/^[0-9a-f]{64}$/), operationId }))
    .mutation(({ ctx, input: { operationId: click, region, ...approval } }) =>
      ctx.services.verdicts.approve(region, approval, askedBy(ctx, click)),
    ),

  /** By a second person. */
  refuse: withPermission('repairs:approve')
    .input(z.strictObject({ ...caseRef, number, reason, operationId }))
    .mutation(({ ctx, input: { operationId: click, region, ...ending } }) =>
      ctx.services.verdicts.decline(region, ending, askedBy(ctx, click)),
    ),

  /** By whoever proposed it. */
  withdraw: withPermission('repairs:propose')
    .input(z.strictObject({ ...caseRef, number, reason, operationId }))
    .mutation(({ ctx, input: { operationId: click, region, ...ending } }) =>
      ctx.services.verdicts.withdraw(region, ending, askedBy(ctx, click)),
    ),
});
