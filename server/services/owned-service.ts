/**
 * The owner's door: what is asked about one order is answered only by the region that owns its shard now. Whoever asks the wrong
 * region, because its own knowledge is older, is told so instead of being given a record that is no longer the official one.
 */
import { shardOf } from '../domain/shard';
import type { LinkService } from './region-router';
import type { ShardDirectory } from './shard-directory';

/** Said instead of the answer. `epoch` is the highest that this region knows of the shard. */
export interface Moved {
  readonly kind: 'shard_moved';
  readonly shard: number;
  readonly epoch: number;
}

export function isMoved(answer: unknown): answer is Moved {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'shard_moved';
}

type Methods = { readonly [M in keyof LinkService]?: (input: Parameters<LinkService[M]>[0]) => string };

/** Which order a call is about; a method that is absent is about no single order, or about a region's own records. */
const ORDER_OF: Methods = {
  checkout_open: ({ checkout }) => checkout.orderId,
  order_place: ({ request }) => request.orderId,
  order_status: ({ orderId }) => orderId,
  order_standing: ({ orderId }) => orderId,
  webhook: ({ orderId }) => orderId,
  console_order: ({ orderId }) => orderId,
  console_pack: ({ orderId }) => orderId,
  console_look_up: ({ orderId }) => orderId,
  console_note: ({ orderId }) => orderId,
  console_resend_mail: ({ orderId }) => orderId,
  repair_view: ({ question }) => question.orderId,
  repair_look_up: ({ question }) => question.orderId,
  repair_propose: ({ proposal }) => proposal.orderId,
  repair_approve: ({ approval }) => approval.orderId,
  repair_decline: ({ ending }) => ending.orderId,
  repair_withdraw: ({ ending }) => ending.orderId,
};

/** Null: the call is about no single order. */
export function orderOfCall<M extends keyof LinkService>(
  method: M,
  input: Parameters<LinkService[M]>[0],
): string | null {
  const orderOf = ORDER_OF[method] as ((input: Parameters<LinkService[M]>[0]) => unknown) | undefined;
  const orderId = orderOf?.(input);
  return typeof orderId === 'string' ? orderId : null;
}

/** Words with which a call says that it found nothing, or not what it was asked about, and did nothing. */
const NOTHING: ReadonlySet<unknown> = new Set([
  'unknown_key',
  'cart_changed',
  'different_body',
  'not_owner',
  'not_found',
  'not_done',
]);

function foundNothing(answer: unknown): boolean {
  if (answer === null) return true;
  if (typeof answer !== 'object') return false;
  return (
    ('kind' in answer && NOTHING.has(answer.kind)) || ('answer' in answer && answer.answer === 'no_such_operation')
  );
}

/** The database's own word for a shard that is closed there. */
export const isRefusedAsClosed = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EV010';

/** The same service, whose calls about an order are answered as `Moved` where this region does not own it. */
export function ownedService(
  local: LinkService,
  directory: Pick<ShardDirectory, 'owns' | 'claimOf' | 'refresh'>,
): LinkService {
  const methods = Object.entries(local) as [keyof LinkService, (input: never) => Promise<unknown>][];
  const guarded = methods.map(([method, run]) => {
    if (ORDER_OF[method] === undefined) return [method, run];
    return [
      method,
      async (input: never): Promise<unknown> => {
        const orderId = orderOfCall(method, input);
        if (orderId === null) return run(input);
        const shard = shardOf(orderId);
        const moved = (): Moved => ({ kind: 'shard_moved', shard, epoch: directory.claimOf(shard)?.epoch ?? 0 });
        if (!(await directory.owns(shard))) return moved();
        try {
          const answer = await run(input);
          // a call that took long may have looked for the records after they left
          return foundNothing(answer) && !(await directory.owns(shard)) ? moved() : answer;
        } catch (error) {
          if (!isRefusedAsClosed(error)) throw error;
          // it was handed over after it was last read: the database refused the write, and all with it
          await directory.refresh();
          return moved();
        }
      },
    ];
  });
  return Object.fromEntries(guarded) as LinkService;
}
