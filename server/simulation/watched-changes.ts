/** Reads from what was committed which of the rare things came up. */
import type { Ground } from './ground';
import type { Change } from './memory/change';

export function watchChanges(changes: readonly Change[], ground: Ground): void {
  const { sometimes, trace } = ground;
  const placed = changes.some((change) => change.kind === 'transition' && change.row.version === 1);
  const sweptUp = changes.some((change) => change.kind === 'evidence' && change.row.kind === 'ledger_swept');
  for (const change of changes) {
    if (change.kind === 'transition') {
      const { fromState, orderId, reason, toState, version } = change.row;
      sometimes.saw(`transition ${fromState ?? '-'} > ${toState}`);
      trace.add('order', `${orderId.slice(0, 12)} v${version} ${toState}${reason === null ? '' : ` (${reason})`}`);
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
    if (change.kind === 'case' && change.before?.escalatedAtMs === null && change.row.escalatedAtMs !== null)
      sometimes.saw('case past due is escalated');
    if (change.kind === 'epoch' && change.before > 0) sometimes.saw('shard taken by the other worker');
  }
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
