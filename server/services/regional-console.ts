/**
 * One console for both regions: an order is read and worked at its owner, wherever the person sits; a search asks both. A region that
 * cannot be reached is left out of a list, and is named there and by an order's page, never guessed. Permissions were checked by the procedure
 * that asks; the link is open to the peer alone.
 */
import { otherRegion, type Region } from '../domain/ids';
import type { ActionResult } from '../domain/action-result';
import { orderHref } from '../domain/order-href';
import type { StaffAsked } from '../domain/staff';
import type { EvidencePacker, PackResult } from './evidence-packer';
import type { EvidenceResult, OrderEvidenceReader } from './order-evidence-reader';
import type { OrderFinder, OrderPage, OrderQuestion } from './order-finder';
import type { RegionRouter } from './region-router';
import type { SupportDesk } from './support-desk';

/** What a region answers about its own orders, by name and plain data. */
export interface ConsoleSide {
  console_find(input: OrderQuestion): Promise<OrderPage | null>;
  console_order(input: { orderId: string }): Promise<EvidenceResult>;
  console_pack(input: { orderId: string; by: string }): Promise<PackResult>;
  console_look_up(input: { orderId: string; asked: StaffAsked }): Promise<ActionResult>;
  console_note(input: { orderId: string; text: string; asked: StaffAsked }): Promise<ActionResult>;
  console_resend_mail(input: { orderId: string; messageId: string; asked: StaffAsked }): Promise<ActionResult>;
}

type Finder = Pick<OrderFinder, 'find'>;

/** What a search of both regions came to; a region that did not answer is named, or nothing would mean nothing. */
export type FoundInRegions =
  | { readonly kind: 'found'; readonly page: OrderPage; readonly notReached: readonly Region[] }
  | { readonly kind: 'bad_cursor' }
  | { readonly kind: 'not_reached'; readonly regions: readonly Region[] };

export interface RegionalFinder {
  find(question: OrderQuestion): Promise<FoundInRegions>;
}

type Reader = Pick<OrderEvidenceReader, 'read'>;
type Packer = Pick<EvidencePacker, 'pack'>;
type Desk = Pick<SupportDesk, 'lookUp' | 'addNote' | 'resendMail'>;

export function consoleSide(parts: {
  readonly finder: Finder;
  readonly evidenceReader: Reader;
  readonly packer: Packer;
  readonly desk: Desk;
}): ConsoleSide {
  const { desk, evidenceReader, finder, packer } = parts;
  return {
    console_find: (question) => finder.find(question),
    console_order: ({ orderId }) => evidenceReader.read(orderId),
    console_pack: ({ orderId, by }) => packer.pack(orderId, by),
    console_look_up: ({ orderId, asked }) => desk.lookUp(orderId, asked),
    console_note: ({ orderId, text, asked }) => desk.addNote(orderId, text, asked),
    console_resend_mail: ({ orderId, messageId, asked }) => desk.resendMail(orderId, messageId, asked),
  };
}

const PATIENCE_MS = 8_000;
const SEARCH_PATIENCE_MS = 2_500;

export class RegionalConsole {
  constructor(
    private readonly parts: {
      readonly region: Region;
      readonly router: Pick<RegionRouter, 'ask' | 'ownerOfOrder'>;
      newRequestId(): string;
    },
  ) {}

  readonly finder: RegionalFinder = {
    find: async (question) => {
      const { region } = this.parts;
      const asked: Region[] = question.region === null ? [region, otherRegion(region)] : [question.region];
      const routed = await Promise.all(
        asked.map((each) => this.route(each, 'console_find', question, SEARCH_PATIENCE_MS)),
      );
      const answers = routed.flatMap((each) => (each.kind === 'answered' ? [each.answer] : []));
      const notReached = asked.filter((_, at) => routed[at]?.kind !== 'answered');
      if (answers.length === 0) return { kind: 'not_reached', regions: notReached };
      const pages = answers.filter((page) => page !== null);
      if (pages.length < answers.length) return { kind: 'bad_cursor' };
      return { kind: 'found', page: mergedPage(pages, question.limit), notReached };
    },
  };

  readonly evidenceReader: Reader = {
    read: async (orderId) => {
      const owner = this.parts.router.ownerOfOrder(orderId);
      return (
        (await this.ask(owner, 'console_order', { orderId }, PATIENCE_MS)) ?? {
          kind: 'not_reached',
          ownerRegion: owner,
        }
      );
    },
  };

  readonly packer: Packer = {
    pack: async (orderId, by) => {
      const owner = this.parts.router.ownerOfOrder(orderId);
      return (
        (await this.ask(owner, 'console_pack', { orderId, by }, PATIENCE_MS)) ?? {
          kind: 'not_reached',
          ownerRegion: owner,
        }
      );
    },
  };

  readonly desk: Desk = {
    lookUp: (orderId, asked) => this.act(orderId, 'console_look_up', { orderId, asked }),
    addNote: (orderId, text, asked) => this.act(orderId, 'console_note', { orderId, text, asked }),
    resendMail: (orderId, messageId, asked) => this.act(orderId, 'console_resend_mail', { orderId, messageId, asked }),
  };

  /** An action whose answer was lost may have been done: it is repeated under the same operation id. */
  private async act<M extends 'console_look_up' | 'console_note' | 'console_resend_mail'>(
    orderId: string,
    method: M,
    input: Parameters<ConsoleSide[M]>[0],
  ): Promise<ActionResult> {
    const owner = this.parts.router.ownerOfOrder(orderId);
    const answer = await this.ask(owner, method, input, PATIENCE_MS);
    return (
      answer ?? {
        kind: 'not_known_yet',
        text: `Region ${owner} owns this order and did not answer. Whether it was done is not known; the same click is safe to repeat.`,
        watch: orderHref(orderId),
      }
    );
  }

  private async ask<M extends keyof ConsoleSide>(
    owner: Region,
    method: M,
    input: Parameters<ConsoleSide[M]>[0],
    remainingMs: number,
  ): Promise<Awaited<ReturnType<ConsoleSide[M]>> | null> {
    const routed = await this.route(owner, method, input, remainingMs);
    return routed.kind === 'answered' ? routed.answer : null;
  }

  private async route<M extends keyof ConsoleSide>(
    owner: Region,
    method: M,
    input: Parameters<ConsoleSide[M]>[0],
    remainingMs: number,
  ): Promise<{ kind: 'answered'; answer: Awaited<ReturnType<ConsoleSide[M]>> } | { kind: 'owner_unreachable' }> {
    const requestId = this.parts.newRequestId();
    const context = { requestId, traceparent: '', remainingMs };
    const routed = await this.parts.router.ask(owner, method, input as never, context);
    if (routed.kind !== 'answered') return { kind: 'owner_unreachable' };
    return { kind: 'answered', answer: routed.answer as Awaited<ReturnType<ConsoleSide[M]>> };
  }
}

/** Newest first over both regions; the cursor is a place in time, so the next page continues in both. */
export function mergedPage(pages: readonly OrderPage[], limit: number): OrderPage {
  const [first] = pages;
  if (first === undefined) throw new RangeError('no page to merge');
  if (pages.length === 1) return first;
  const all = pages
    .flatMap((page) => page.rows)
    .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.orderId < b.orderId ? 1 : -1));
  const lookedBack = pages.flatMap((page) => (page.lookedBackToMs === null ? [] : [page.lookedBackToMs]));
  // a region that stopped looking may hold orders older than its stop: nothing older is shown before it has looked there too
  const lookedBackToMs = lookedBack.length === 0 ? null : Math.max(...lookedBack);
  const rows = all.filter((row) => lookedBackToMs === null || row.createdAtMs >= lookedBackToMs).slice(0, limit);
  const last = rows.at(-1);
  const more = all.length > rows.length || pages.some((page) => page.nextCursor !== null);
  const stopped = pages.find((page) => page.lookedBackToMs !== null && page.lookedBackToMs === lookedBackToMs);
  const afterLast = last === undefined ? null : `${last.createdAtMs}_${last.orderId}`;
  const continueFrom = rows.length < limit && stopped !== undefined ? stopped.nextCursor : afterLast;
  return {
    ...first,
    rows,
    total: pages.every((page) => page.total !== null) && !more ? rows.length : null,
    nextCursor: more ? continueFrom : null,
    lookedBackToMs,
  };
}
