/** Settlement statements as the console reads them. A file itself is handed in at `/api/console/statements`, where its size belongs. */
import { z } from 'zod';
import { LINE_VERDICTS } from '../domain/settlement-statement/verdict';
import { limit, lineId } from './inputs';
import { refuse } from './refusals';
import { router, withPermission } from './trpc';

const statementId = z.string().regex(/^stm_[0-9a-f]{32}$/);
const importedAtMs = z.number().int().min(0).max(253_402_300_799_000);

export const statementsRouter = router({
  /** Newest first. */
  list: withPermission('cases:read')
    .input(
      z
        .strictObject({ cursor: z.strictObject({ importedAtMs, statementId }).nullish(), limit: limit(100, 50) })
        .prefault({}),
    )
    .query(async ({ ctx, input }) => {
      const { next, ...page } = await ctx.services.statements.newest(input.cursor ?? null, input.limit);
      return {
        ...page,
        nextCursor: next ? { importedAtMs: next.importedAtMs, statementId: next.statementId } : null,
      };
    }),

  get: withPermission('cases:read')
    .input(z.strictObject({ statementId }))
    .query(async ({ ctx, input }) => {
      const { statement, ...told } = await ctx.services.statements.get(input.statementId);
      if (statement === null)
        throw refuse(
          'statement_not_found',
          told.notReached.length === 0
            ? 'There is no such statement.'
            : `There is no such statement here; ${told.notReached.join(', ')} was not reached.`,
        );
      return { statement, ...told };
    }),

  /** In the order of the file; what the statement does not have comes first. */
  lines: withPermission('cases:read')
    .input(
      z.strictObject({
        statementId,
        verdicts: z.array(z.enum(LINE_VERDICTS)).min(1).max(LINE_VERDICTS.length),
        cursor: z.strictObject({ lineNo: z.number().int().min(0).max(2_147_483_647), lineId }).nullish(),
        limit: limit(500, 100),
      }),
    )
    .query(async ({ ctx, input: { cursor, ...question } }) => {
      const { next, ...page } = await ctx.services.statements.lines({ ...question, after: cursor ?? null });
      return { ...page, nextCursor: next ? { lineNo: next.lineNo, lineId: next.lineId } : null };
    }),
});
