/** Repairs of one order: seen by everybody on the staff, asked for by an operator, approved by a second person. */
import { z } from 'zod';
import { movesMoney, REPAIR_KINDS } from '../domain/repair/repair';
import { operationId, orderId, reasonInWords as reason } from './inputs';
import { refuse } from './refusals';
import { askedBy, router, withPermission, withStepUp } from './trpc';

const caseId = z
  .string()
  .min(1)
  .max(600)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u);
const repairId = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u);
const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_+/-]+$/)
  .default('UTC');

const question = { orderId, caseId: caseId.nullable() };
const proposal = z.strictObject({
  ...question,
  kind: z.enum(REPAIR_KINDS),
  amountMinor: z.number().int().positive().max(2_147_483_647).nullable(),
  reason,
  expectedVersion: z.number().int().positive(),
  restsOnSeq: z.number().int().positive().nullable(),
  operationId,
});
const approval = z.strictObject({ orderId, repairId, basisHash: z.string().regex(/^[0-9a-f]{64}$/), operationId });

export const repairsRouter = router({
  view: withPermission('cases:read')
    .input(z.strictObject({ ...question, timeZone }))
    .query(async ({ ctx, input }) => {
      const result = await ctx.services.repairs.view(input, input.timeZone);
      if (result.kind === 'view') return result.view;
      if (result.kind === 'not_reached')
        throw refuse(
          'owner_not_reached',
          `${result.ownerRegion} owns this order and did not answer.`,
          result.ownerRegion,
        );
      throw refuse('order_not_found', `${result.ownerRegion} has no such order.`, result.ownerRegion);
    }),

  lookUp: withPermission('orders:look_up')
    .input(z.strictObject({ ...question, operationId }))
    .mutation(({ ctx, input }) => ctx.services.repairs.lookUp(input, askedBy(ctx, input.operationId))),

  propose: withStepUp('repairs:propose', proposal, ({ kind }) => movesMoney(kind)).mutation(
    ({ ctx, input: { operationId: click, ...asked } }) => ctx.services.repairs.propose(asked, askedBy(ctx, click)),
  ),

  approve: withStepUp('repairs:approve', approval).mutation(({ ctx, input: { operationId: click, ...asked } }) =>
    ctx.services.repairs.approve(asked, askedBy(ctx, click)),
  ),

  /** By a second person. */
  refuse: withPermission('repairs:approve')
    .input(z.strictObject({ orderId, repairId, reason, operationId }))
    .mutation(({ ctx, input: { operationId: click, ...refusal } }) =>
      ctx.services.repairs.decline(refusal, askedBy(ctx, click)),
    ),

  /** By whoever proposed it. */
  withdraw: withPermission('repairs:propose')
    .input(z.strictObject({ orderId, repairId, reason, operationId }))
    .mutation(({ ctx, input: { operationId: click, ...withdrawal } }) =>
      ctx.services.repairs.withdraw(withdrawal, askedBy(ctx, click)),
    ),
});
