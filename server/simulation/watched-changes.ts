/** Reads from what was committed which of the rare things came up. */
import { homeRegionOfShard, shardOf } from '../domain/ids';
import { isOpen } from '../domain/payment-operation';
import type { Ground } from './ground';
import type { Change } from './memory/change';
import type { Sometimes } from './sometimes';

export function watchChanges(changes: readonly Change[], ground: Ground): void {
  const { sometimes, trace } = ground;
  const placed = changes.some((change) => change.kind === 'transition' && change.row.version === 1);
  const sweptUp = changes.some((change) => change.kind === 'evidence' && change.row.kind === 'ledger_swept');
  for (const change of changes) {
    if (change.kind === 'transition') {
      const { fromState, orderId, reason, toState, version } = change.row;
      sometimes.saw(`transition ${fromState ?? '-'} > ${toState}`);
      trace.add('order', `${orderId.slice(0, 12)} v${version} ${toState}${reason === null ? '' : ` (${reason})`}`);
      if (homeRegionOfShard(shardOf(orderId)) !== ground.ownerOf(orderId) && version > 3)
        sometimes.saw('order decided where its shard was handed over to');
      if (reason === 'hold_gone') sometimes.saw('authorization after the hold has ended');
      if (reason === 'hold_gone' && !changes.some(({ kind }) => kind === 'reservation'))
        sometimes.saw('authorization after the items went back');
      if (reason === 'never_accepted') sometimes.saw('never accepted, proven after the settle time');
      if (reason === 'intent_expired') sometimes.saw('intent kept without payment, then expired');
      if (reason === 'out_of_stock') sometimes.saw('last unit fought for');
      if (reason === 'checks_ran_out') sometimes.saw('checks ran out, a case is open');
      if (toState === 'payment_authorizing' && !placed) sometimes.saw('intent kept without payment, then paid');
    }
    if (change.kind === 'operation' && change.before?.state !== change.after.state) {
      trace.add(
        'operation',
        `${change.after.operation.slice(0, 20)} ${change.before?.state ?? '-'} > ${change.after.state}`,
      );
      if (change.after.kind === 'void' && change.after.state === 'acknowledged')
        sometimes.saw('void acknowledged after a late or wrong authorization');
      if (change.after.kind === 'authorize' && change.after.state === 'voided')
        sometimes.saw('authorization given back by a void');
    }
    if (change.kind === 'evidence' && change.row.kind === 'hold_released') {
      sometimes.saw('items of an ended hold went back');
      trace.add('inventory', `${change.row.orderId.slice(0, 12)} gives its items back`);
    }
    if (change.kind === 'operation' && sweptUp && change.before?.state !== change.after.state) {
      sometimes.saw('sweep heals an order that webhook and look-ups did not');
      if (change.before?.nextCheckAtMs === null) sometimes.saw('sweep heals an order whose checks ran out');
    }
    if (change.kind === 'case' && change.row.about.includes(':sweep:payment_without_order:'))
      sometimes.saw('sweep finds a charge without an order');
    if (change.kind === 'case' && change.row.about.includes(':sweep:duplicate_authorization:'))
      sometimes.saw('sweep finds a second charge');
    if (change.kind === 'case' && change.row.about.includes(':sweep:'))
      trace.add('case', `${change.row.caseId} ${change.row.state}`);
    if (change.kind === 'case' && change.row.reason === 'message_parked')
      sometimes.saw('unreadable message parked, a case is open');
    if (change.kind === 'repair') watchRepair(change, ground);
    if (change.kind === 'intent') watchIntent(change, ground);
    if (change.kind === 'mode') watchMode(change, sometimes);
    if (change.kind === 'hand_over') watchHandOver(change, ground);
    if (change.kind === 'case' && change.before?.escalatedAtMs === null && change.row.escalatedAtMs !== null)
      sometimes.saw('case past due is escalated');
    if (change.kind === 'epoch' && change.before > 0) sometimes.saw('shard taken by the other worker');
  }
}

function watchMode({ after, before }: Extract<Change, { kind: 'mode' }>, sometimes: Sometimes): void {
  const { change, changedBy } = after;
  const isStaff = changedBy.startsWith('staff:');
  if (change === 'entered') sometimes.saw(`degraded mode entered by a ${isStaff ? 'person' : 'figure'}`);
  if (change === 'joined' && before?.state === 'degraded')
    sometimes.saw('two regions in two episodes, which become one');
  else if (change === 'joined') sometimes.saw('degraded mode entered because the other region had');
  if (change === 'ramp_resumed') sometimes.saw('ramp paused and resumed');
  if (change === 'returned') sometimes.saw('degraded mode left over the whole ramp');
  if (change === 'returned' && before?.glassId !== null) sometimes.saw('degraded mode left by broken glass');
  if (change === 'relapsed' && before?.glassId !== null) sometimes.saw('broken glass used up by a relapse');
  if (change === 'stepped_back' || change === 'relapsed') sometimes.saw('ramp steps back');
}

function watchHandOver(
  { after, before }: Extract<Change, { kind: 'hand_over' }>,
  { databaseOf, sometimes, trace }: Ground,
): void {
  const { from, handOverId, ordersTotal, shard, side, step, to } = after;
  const orders = ordersTotal === null ? '' : `, ${ordersTotal} orders`;
  trace.add(
    'hand-over',
    `${handOverId} shard ${shard} ${from} > ${to}, ${side}: ${before?.step ?? '-'} > ${step}${orders}`,
  );
  if (step === 'done') sometimes.saw('hand-over of a shard done');
  if (step === 'aborted' && side === 'from') {
    sometimes.saw('hand-over taken back');
    if (before?.step === 'closed') sometimes.saw('hand-over taken back after it was closed');
    if (after.waitsFor !== null) sometimes.saw('hand-over taken back without the other region, which is told later');
  }
  if (step !== 'accepted') return;
  const db = databaseOf(to);
  for (const { orderId, state } of db.operations.all())
    if (isOpen(state) && db.orders.get(orderId)?.shard === shard)
      sometimes.saw('hand-over of an order with an open payment');
}

function watchIntent(
  { after, before }: Extract<Change, { kind: 'intent' }>,
  { databaseOf, ownerOf, sometimes, trace }: Ground,
): void {
  const { orderId, ownerRefusal, sends, state, vouched } = after;
  if (before?.state === state) return;
  trace.add('intent', `${orderId.slice(0, 12)} ${before?.state ?? '-'} > ${state}, sent ${sends}`);
  if (after.keptAtMs === null) return;
  const order = databaseOf(ownerOf(orderId)).orders.get(orderId);
  switch (state) {
    case 'kept':
      sometimes.saw('intent kept while its owner is not reached');
      if (databaseOf(ownerOf(orderId)).shard(shardOf(orderId))?.standing === 'closed')
        sometimes.saw('intent kept while its shard is on its way');
      if (order !== undefined) sometimes.saw('intent kept though its owner had acted on it');
      if (!vouched) sometimes.saw('intent kept without a copy of its checkout');
      return;
    case 'expired':
      return;
    case 'handed_over':
    case 'settled':
      break;
    default:
      return state satisfies never;
  }
  if (ownerRefusal !== null) return sometimes.saw('kept intent refused by its owner');
  const isPlacedFromHere = order !== undefined && order.createdAtMs >= after.keptAtMs;
  if (before?.state === 'expired')
    sometimes.saw(
      after.ownerAnswer?.reason === 'intent_expired'
        ? 'kept intent expired, and refused by its owner uncharged'
        : 'kept intent expired that had been placed meanwhile',
    );
  else if (before?.state === 'kept')
    sometimes.saw(
      isPlacedFromHere
        ? 'kept intent handed over, and decided by its owner'
        : 'kept intent handed over that its customer had placed meanwhile',
    );
}

/** Of each order, what was captured and what was ordered back in parts before. */
function watchRepair(
  { after, before }: Extract<Change, { kind: 'repair' }>,
  { sometimes, provider, trace }: Ground,
): void {
  const { amount, kind, orderId, refusedBecause, repairId, state } = after;
  const why = refusedBecause === null ? '' : ` (${refusedBecause})`;
  trace.add(
    'repair',
    `${orderId.slice(0, 12)} ${kind} ${amount?.amountMinor ?? ''} ${before?.state ?? '-'} > ${state}${why} ${repairId}`,
  );
  if (state === 'refused' && before?.state === 'requested') sometimes.saw('repair refused by the order owner');
  if (state !== 'applied') return;
  sometimes.saw(`repair applied: ${kind}`);
  const intent = provider.intents.get(after.providerReference ?? '');
  const isRest = kind === 'refund' && intent !== undefined && intent.refundedMinor > 0;
  if (isRest && intent.refundedMinor + (amount?.amountMinor ?? 0) >= intent.amountMinor)
    sometimes.saw('refund of a part, then of the rest');
}
