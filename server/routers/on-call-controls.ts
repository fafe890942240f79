/** The switches: seen by everybody on the staff, set by whoever may pause payments. */
import { z } from 'zod';
import { METHOD_FAMILIES, SHED_CLASSES } from '../domain/control';
import { REGIONS } from '../domain/region';
import { instantMs, operationId, reasonText } from './inputs';
import { askedBy, router, withPermission } from './trpc';

const sku = z.string().regex(/^[!-~]{1,80}$/);
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('region'), region: z.enum(REGIONS) }),
  z.strictObject({ kind: z.literal('method'), method: z.enum(METHOD_FAMILIES) }),
  z.strictObject({ kind: z.literal('product'), sku }),
]);

/** A switch together with its new value: no value goes to another kind of switch. */
const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pause'), scope, paused: z.boolean(), untilMs: instantMs.nullable() }),
  z.strictObject({ kind: z.literal('ramp'), percent: z.number().int().min(0).max(100) }),
  z.strictObject({ kind: z.literal('shed'), work: z.enum(SHED_CLASSES), shed: z.boolean() }),
]);

export const controlsRouter = router({
  view: withPermission('orders:read').query(({ ctx }) => ctx.services.controls.view()),

  impact: withPermission('orders:read').query(({ ctx }) => ctx.services.controls.impact()),

  set: withPermission('payments:pause')
    .input(
      z.strictObject({
        change,
        expectedVersion: z.number().int().min(0).max(2_000_000_000),
        reason: reasonText,
        operationId,
      }),
    )
    .mutation(({ ctx, input }) => {
      const { change: asked } = input;
      const control =
        asked.kind === 'pause'
          ? ({ kind: 'pause', scope: asked.scope } as const)
          : asked.kind === 'shed'
            ? ({ kind: 'shed', work: asked.work } as const)
            : ({ kind: 'ramp' } as const);
      return ctx.services.controls.set(
        control,
        asked,
        input.expectedVersion,
        input.reason,
        askedBy(ctx, input.operationId),
      );
    }),
});
