/** Drives one implementation through a script and writes down every answer, in words that do not depend on whose clock ran. */
import { createHash } from 'node:crypto';
import { type EvidenceRow } from '../../domain/evidence';
import { verifyChain } from '../../domain/evidence-chain';
import { captureOperation, homeRegionOfShard, paymentOperation, referenceOf, shardOf } from '../../domain/ids';
import { releasableAt, releaseOf } from '../../domain/inventory';
import { QUEUE_PRESETS, type QueuePreset, UNCLAIMED } from '../../domain/case-queue';
import { answered, sorted } from './answer-text';
import type { Command } from './commands';
import { PEOPLE } from './desk-commands';
import {
  BEGAN_MS,
  caseOf,
  decisionOf,
  evidenceOf,
  messageNameOf,
  ORDER_IDS,
  orderIdOf,
  placementOf,
  reportOf,
  sweepOf,
} from './drafts';
import { carryOutAtDesk } from './run-desk';
import type { Subject } from './subjects';

const LEASE_MS = 600_000;
const MANY = 1_000;
const KEPT_MS = 30 * 60_000;
const EAST_SHARDS = Array.from({ length: 32 }, (_, shard) => shard).filter(
  (shard) => homeRegionOfShard(shard) === 'east',
);

export async function runScript(script: readonly Command[], subject: Subject): Promise<string[]> {
  const said: string[] = [];
  let nowMs = BEGAN_MS;
  for (const command of script) {
    if ('afterMs' in command) nowMs += command.afterMs;
    said.push(`${command.kind}: ${await answered(() => carryOut(command, subject, nowMs))}`);
  }
  for (const index of ORDER_IDS.keys())
    for (const what of ['order', 'status', 'lines', 'operations', 'evidence', 'repairs'] as const)
      said.push(`at last ${what} ${index}: ${await answered(() => read(what, index, subject, nowMs))}`);
  return said;
}

async function carryOut(command: Command, subject: Subject, nowMs: number): Promise<unknown> {
  const { carts, checkouts, deliveries, evidence, mails, operations, orders, sales, shards } = subject;
  switch (command.kind) {
    case 'open_checkout':
      return checkouts.open(checkoutOf(orderIdOf(command.order)));
    case 'place':
      return orders.place(placementOf(command));
    case 'take_shards': {
      const taken = await shards.take('east', command.holder, command.lasting ? LEASE_MS : -1_000, MANY);
      return sorted(taken, ({ shard }) => String(shard).padStart(2, '0'));
    }
    case 'renew':
      return sorted(await shards.renew(command.holder, LEASE_MS), ({ shard }) => String(shard).padStart(2, '0'));
    case 'release':
      return shards.release(command.holder);
    case 'decide': {
      const records = [];
      for (const draft of command.decisions) {
        const orderId = orderIdOf(draft.order);
        const epoch = (await shards.epochOf(shardOf(orderId), homeRegionOfShard(shardOf(orderId)))) ?? 0;
        records.push(decisionOf(draft, await orders.get(orderId), epoch, nowMs));
      }
      return orders.decide(records, nowMs);
    }
    case 'record':
      return operations.record(reportOf(command, nowMs));
    case 'claim_due': {
      const kinds = command.kinds === 'pay' ? (['authorize'] as const) : (['capture', 'void', 'refund'] as const);
      return sorted(await operations.claimDue(kinds, nowMs, 20_000, MANY), ({ operation }) => operation);
    }
    case 'check_now': {
      const orderId = orderIdOf(command.order);
      const name = command.operation === 'pay' ? paymentOperation(orderId) : captureOperation(orderId);
      return operations.checkNow(orderId, name, nowMs);
    }
    case 'bring_forward':
      return operations.bringForward(nowMs - command.agoMs, nowMs + 1_000, nowMs, MANY);
    case 'postpone':
      return deliveries.postpone(deliveryOf(command), 'later', nowMs + 1_000);
    case 'park': {
      const orderId = orderIdOf(command.order);
      return deliveries.park(
        deliveryOf(command),
        { code: 'unreadable', reason: 'unreadable' },
        [evidenceOf(orderId, 'queue', nowMs)],
        nowMs,
        caseOf(orderId, 'parked', nowMs),
      );
    }
    case 'consume': {
      const orderId = orderIdOf(command.order);
      const messageId = messageNameOf(orderId, 'order_confirmed');
      return command.consumer === 'mail'
        ? mails.consume({ orderId, messageId, recipient: 'ada@example.test', subject: 's', body: 'b' }, nowMs)
        : sales.consume(orderId, messageId, 1_000, 'EUR', nowMs, nowMs);
    }
    case 'settle_mail':
      return mails.settle(
        orderIdOf(command.order),
        messageNameOf(orderIdOf(command.order), 'order_confirmed'),
        command.error,
        nowMs,
        nowMs + 60_000,
      );
    case 'requeue_mail':
      return mails.requeue(orderIdOf(command.order), messageNameOf(orderIdOf(command.order), 'order_confirmed'));
    case 'append_evidence':
      return evidence.append([evidenceOf(orderIdOf(command.order), command.lane, nowMs)]);
    case 'create_cart':
      return carts.create(`crt_e_${command.cart}`, 'east', nowMs);
    case 'set_item':
      return carts.setItem(
        `crt_e_${command.cart}`,
        { sku: command.sku, quantity: command.quantity },
        command.ifVersion,
        nowMs,
      );
    case 'release_ended':
      return releaseEnded(command, subject, nowMs);
    case 'sweep':
      return subject.sweeps.record(sweepOf(command, nowMs));
    case 'propose':
    case 'approve':
    case 'end_repair':
    case 'work_case':
    case 'next_case':
    case 'ask_look_up':
    case 'add_note':
    case 'resend_mail':
    case 'audit':
    case 'escalate':
      return carryOutAtDesk(command, subject, nowMs);
    case 'read':
      return read(command.what, command.order, subject, nowMs);
    default:
      return command satisfies never;
  }
}

async function releaseEnded(
  { epoch, most }: Extract<Command, { kind: 'release_ended' }>,
  { reservations, shards }: Subject,
  nowMs: number,
): Promise<unknown> {
  const endedAtMs = releasableAt(nowMs);
  const ended = await reservations.ended(EAST_SHARDS, endedAtMs, most);
  // those too that have not ended, or are no more: between reading and writing anything may happen
  const asked = ORDER_IDS.map((orderId) => ({ orderId, shard: shardOf(orderId), lines: [] })).slice(0, most);
  const releases = [];
  for (const hold of [...ended, ...asked.filter(({ orderId }) => !ended.some((each) => each.orderId === orderId))]) {
    const current = (await shards.epochOf(hold.shard, homeRegionOfShard(hold.shard))) ?? 0;
    const ownerEpoch = epoch === 'current' ? current : current - 1;
    releases.push(releaseOf(hold, { nowMs, region: 'east', ownerEpoch }));
  }
  const answers = sorted([...(await reservations.release(releases, endedAtMs, nowMs))], ([orderId]) => orderId);
  return [ended, answers];
}

async function read(
  what: Extract<Command, { kind: 'read' }>['what'],
  index: number,
  {
    audit,
    carts,
    cases,
    checkouts,
    deliveries,
    evidence,
    mails,
    openCases,
    operations,
    orders,
    products,
    repairs,
    reservations,
    shards,
    sweeps,
  }: Subject,
  nowMs: number,
): Promise<unknown> {
  const orderId = orderIdOf(index);
  switch (what) {
    case 'order':
      return orders.get(orderId);
    case 'status': {
      const status = await orders.status(orderId);
      return status === null
        ? null
        : { ...status, operations: sorted(status.operations, ({ operation }) => operation) };
    }
    case 'lines':
      return orders.lines(orderId);
    case 'operations':
      return operations.list(orderId);
    case 'evidence':
      return witnessed(await evidence.list(orderId));
    case 'overdue':
      return sorted(await orders.overdue(EAST_SHARDS, nowMs, KEPT_MS, MANY), (order) => order.orderId);
    case 'ran_out':
      return sorted(await orders.checksRanOut(EAST_SHARDS, MANY), (order) => order.orderId);
    case 'for_owner':
      return deliveries.forOwner(EAST_SHARDS, nowMs, MANY);
    case 'for_mail':
      return deliveries.forConsumer('mail', nowMs, MANY);
    case 'depths':
      return deliveries.depths();
    case 'mails':
      return sorted(await mails.list(null, MANY), (mail) => mail.orderId);
    case 'unsent':
      return sorted(await mails.unsent(MANY, nowMs), (mail) => mail.orderId);
    case 'shards':
      return (await shards.list()).map(({ epoch, holder, region, shard }) => ({ epoch, holder, region, shard }));
    case 'epoch':
      return shards.epochOf(shardOf(orderId), 'east');
    case 'checkout':
      return checkouts.get(orderId);
    case 'cart':
      return carts.get(`crt_e_${index % 2}`);
    case 'products':
      return products.list();
    case 'reservations':
      return reservations.ofOrder(orderId);
    case 'sweep_standing':
      return sweeps.standing('east');
    case 'last_sweep':
      return sweeps.lastSweep('east');
    case 'swept_order':
      return (await sweeps.orders([orderId])).map((order) => ({
        ...order,
        openCases: sorted(order.openCases, ({ caseId }) => caseId),
      }));
    case 'expected':
      return [...(await sweeps.expected(0, nowMs + 1, nowMs, null))].sort();
    case 'cases':
      return sorted(await cases.ofOrder(orderId), ({ caseId }) => caseId);
    case 'repairs':
      return sorted(await repairs.ofOrder(orderId), ({ repairId }) => repairId);
    case 'audit':
      return (await audit.find({ actor: null, action: null, object: null, beforeSeq: null, limit: MANY })).map(
        ({ atMs: _atMs, hash: _hash, ...entry }) => entry,
      );
    case 'queue':
      return Promise.all(QUEUE_PRESETS.map((preset) => queuePage(openCases, preset, index, nowMs)));
    default:
      return what satisfies never;
  }
}

async function queuePage(
  openCases: Subject['openCases'],
  preset: QueuePreset,
  index: number,
  nowMs: number,
): Promise<unknown> {
  const filter = { preset, reason: null, severity: null, owner: index === 3 ? UNCLAIMED : null };
  const who = { who: PEOPLE[index] ?? '', nowMs };
  const page = await openCases.page(filter, who, null, index === 2 ? 1 : MANY);
  // of two operations that are due at once either may be shown
  return page.map(({ planned, ...row }) => ({ ...row, nextCheckAtMs: planned?.nextCheckAtMs ?? null }));
}

const sha256 = (row: string): string => createHash('sha256').update(row).digest('hex');

/** Each database writes its own time into the chain; that it holds is what they share. */
function witnessed(rows: readonly EvidenceRow[]): unknown {
  return {
    chain: verifyChain(rows, sha256).ok,
    rows: rows.map(({ detailJson, hash: _hash, prevHash: _prevHash, recordedAtMs: _recordedAtMs, ...row }) => ({
      ...row,
      // the one row whose text the database writes itself
      detailJson: row.kind === 'case_escalated' ? null : detailJson,
    })),
  };
}

const deliveryOf = (command: Extract<Command, { kind: 'postpone' | 'park' }>) => {
  const orderId = orderIdOf(command.order);
  const consumer = command.schema === 'order_confirmed' ? 'mail' : 'order-owner';
  return { orderId, messageId: messageNameOf(orderId, command.schema), consumer };
};

const checkoutOf = (orderId: string) => ({
  orderId,
  shard: shardOf(orderId),
  reference: referenceOf(orderId),
  cartId: 'crt_e_1',
  cartVersion: 2,
  email: 'ada@example.test',
  lines: [{ sku: 'mug', name: 'a mug', quantity: 1, unitPriceMinor: 1_000 }],
  totalMinor: 1_000,
  currency: 'EUR',
  statusTokenHash: 'b'.repeat(64),
  openedAtMs: BEGAN_MS,
});
