/**
 * The ground of every procedure: who asks, from where, and that no procedure exists without a permission. The permission is in the
 * procedure's own description, so that a test can walk all of them.
 */
import { initTRPC } from '@trpc/server';
import type { z } from 'zod';
import { type Permission, type Role, ROLE_PERMISSIONS, refusalReason } from '../domain/permissions';
import type { Region } from '../domain/region';
import type { DemoAccount, StaffAsked, StaffSession } from '../domain/staff';
import type { Tracer } from '../ports/tracer';
import { isStepUpAction, type StepUpAction, type StepUpAsked } from '../domain/step-up';
import type { RegionalDrills } from '../services/drill-side';
import type { EvidencePacker } from '../services/evidence-packer';
import type { OrderEvidenceReader } from '../services/order-evidence-reader';
import type { RegionalAudit } from '../services/regional-audit';
import type { Controls } from '../services/regional-controls';
import type { RegionalNews } from '../services/regional-news';
import type { RegionalNow } from '../services/regional-now';
import type { RegionalMode } from '../services/regional-mode';
import type { RegionalFinder } from '../services/regional-console';
import type { RegionalDesk } from '../services/regional-desk';
import type { KeptIntents } from '../services/regional-intents';
import type { RegionalOwnership } from '../services/regional-ownership';
import type { RegionalBulk } from '../services/regional-bulk';
import type { RegionalMessages } from '../services/regional-messages';
import type { Repairs } from '../services/regional-repairs';
import type { RegionalPressure } from '../services/regional-pressure';
import type { RegionalVerdicts } from '../services/regional-verdicts';
import type { RegionalTraces } from '../services/regional-traces';
import type { RegionalStatements } from '../services/regional-statements';
import type { SupportDesk } from '../services/support-desk';
import { refuse, refuseUnconfirmed, toldMessage, toldRefusal } from './refusals';

export interface ConsoleServices {
  readonly finder: RegionalFinder;
  readonly evidenceReader: Pick<OrderEvidenceReader, 'read'>;
  readonly packer: Pick<EvidencePacker, 'pack'>;
  readonly cases: Pick<RegionalDesk, keyof RegionalDesk>;
  readonly repairs: Repairs;
  readonly verdicts: Pick<RegionalVerdicts, 'view' | 'lookUp' | 'propose' | 'approve' | 'decline' | 'withdraw'>;
  readonly statements: Pick<RegionalStatements, 'newest' | 'get' | 'lines'>;
  readonly ownership: Pick<RegionalOwnership, 'view' | 'handOver' | 'takeBack' | 'review'>;
  readonly bulk: Pick<RegionalBulk, 'start' | 'stop' | 'get' | 'newest' | 'items'>;
  readonly audit: Pick<RegionalAudit, 'find'>;
  readonly traces: Pick<RegionalTraces, 'find'>;
  readonly controls: Controls;
  readonly mode: Pick<RegionalMode, keyof RegionalMode>;
  readonly pressure: Pick<RegionalPressure, 'history'>;
  readonly drills: Pick<RegionalDrills, 'overview' | 'running' | 'start' | 'stop'>;
  readonly desk: Pick<SupportDesk, 'lookUp' | 'addNote' | 'resendMail'>;
  readonly intents: KeptIntents;
  readonly messages: Pick<RegionalMessages, keyof RegionalMessages>;
  readonly now: Pick<RegionalNow, 'now'>;
  readonly news: Pick<RegionalNews, 'listen'>;
}

export interface ConsoleContext {
  readonly session: StaffSession | null;
  readonly region: Region;
  readonly requestId: string;
  /** The caller's trace; a change that comes without one begins its own. */
  readonly traceId: string | null;
  /** As the caller sent it. */
  readonly traceparent: string | null;
  /** Null: nothing is traced. */
  readonly tracer: Tracer | null;
  /** Whether the person confirmed exactly this with their password a moment ago; used up by the click that asks. */
  stepUp(
    session: StaffSession,
    action: StepUpAction,
    input: { readonly operationId: string },
  ): Promise<
    | { readonly kind: 'confirmed'; readonly confirmedAtMs: number }
    | { readonly kind: 'missing'; readonly asked: StepUpAsked }
  >;
  readonly services: ConsoleServices;
  /** Shown on the sign-in page with embedded parts; null elsewhere. */
  readonly demoAccounts: readonly DemoAccount[] | null;
  /** `sandbox` where no payment is real. */
  readonly environment: 'sandbox' | null;
}

/** `anyone`: also somebody who has not signed in yet, for the sign-in page itself. */
export interface ProcedureMeta {
  readonly permission: Permission | 'anyone';
  /** It takes the password again, for every input or for some. */
  readonly stepUp?: true;
}

const trpc = initTRPC
  .context<ConsoleContext>()
  .meta<ProcedureMeta>()
  .create({
    errorFormatter: ({ shape, error, ctx }) => {
      const { code, httpStatus, path } = shape.data;
      // no stack, no cause: only what was meant to be told
      const told = { code, httpStatus, path, requestId: ctx?.requestId ?? null, refusal: toldRefusal(error) };
      return { ...shape, message: toldMessage(error), data: told };
    },
  });

export const router = trpc.router;
export const createCaller = trpc.createCallerFactory;

/** A procedure for whoever holds the permission; everybody else is refused before the input is read. */
export const withPermission = (permission: Permission) =>
  trpc.procedure.meta({ permission }).use(async ({ ctx, next, path, type }) => {
    const { requestId, session, traceparent, tracer } = ctx;
    if (session === null) throw refuse('sign_in_required', 'Sign in first.');
    // read at every call, so a role that was taken away is gone at the next one
    const reason = refusalReason(session.role, permission);
    if (reason !== null) throw refuse('permission_missing', reason);
    if (tracer === null || type !== 'mutation') return next({ ctx: { ...ctx, session } });
    const span = tracer.enter({
      name: `console ${path}`,
      kind: 'served',
      of: traceparent,
      ids: { request_id: requestId },
    });
    const result = await span.run(() => next({ ctx: { ...ctx, session, traceId: span.traceId } }));
    if (result.ok) span.end('answered');
    else span.fail(result.error);
    return result;
  });

/**
 * As `withPermission`, for what takes a fresh confirmation by password as well: of this action, on exactly this input, used by this click.
 * @param needed for which inputs; all of them when it is left out.
 */
export const withStepUp = <Input extends { readonly operationId: string }>(
  permission: Permission,
  schema: z.ZodType<Input, Input>,
  needed: (input: Input) => boolean = () => true,
) =>
  withPermission(permission)
    .meta({ permission, stepUp: true })
    .input(schema)
    .use(async ({ ctx, input, next, path }) => {
      const given = input as Input;
      if (!needed(given)) return next({ ctx: { ...ctx, confirmedAtMs: undefined } });
      if (!isStepUpAction(path)) throw new RangeError(`${path} has no words for what is confirmed`);
      const answer = await ctx.stepUp(ctx.session, path, given);
      if (answer.kind === 'missing') throw refuseUnconfirmed(answer.asked);
      return next({ ctx: { ...ctx, confirmedAtMs: answer.confirmedAtMs as number | undefined } });
    });

/** Only for what the sign-in page shows. */
export const forAnyone = trpc.procedure.meta({ permission: 'anyone' });

/** Who asks for a change, for evidence and audit. */
export const askedBy = (
  ctx: ConsoleContext & { readonly session: StaffSession; readonly confirmedAtMs?: number | undefined },
  operationId: string,
): StaffAsked => ({
  ...(ctx.confirmedAtMs === undefined ? {} : { confirmedAtMs: ctx.confirmedAtMs }),
  staff: ctx.session,
  operationId,
  requestId: ctx.requestId,
  traceId: ctx.traceId,
});

export const permissionsOf = (role: Role): readonly Permission[] => ROLE_PERMISSIONS[role];
