/** The memory stores of degraded mode, as the contract drives them. */
import type { Defect } from '../memory/defects';
import {
  memoryAgreementSamples,
  memoryControlPeers,
  memoryDegradedModes,
  memoryEpochCanaries,
  memoryExitChecks,
} from '../memory/memory-degraded-mode';
import type { MemoryDatabase } from '../memory/memory-database';
import { deliveryKey } from '../memory/message-rows';
import { carried, type Carry } from '../memory/synchronous';
import type { Role } from '../../domain/permissions';
import { memoryControls } from '../memory/memory-controls';
import { memoryBrokenGlasses } from '../memory/memory-broken-glasses';
import { type Aged, LONG_AGO_MS, type ModeSubject, PEOPLE } from './mode-script';
import { memorySubject } from './subjects';

export function memoryMode(defects: readonly Defect[] = []): ModeSubject {
  const { db, subject } = memorySubject(defects);
  const atOnce: Carry = async (_call, effect) => effect();
  const peers = memoryControlPeers(db);
  for (const [name, role] of Object.entries(PEOPLE)) db.people.put(`staff:${name}@evident.test`, role as Role);
  return {
    subject,
    modes: carried('modes', memoryDegradedModes(db), atOnce),
    checks: carried('checks', memoryExitChecks(db), atOnce),
    samples: carried<ModeSubject['samples']>('samples', memoryAgreementSamples(db), atOnce),
    controls: carried<ModeSubject['controls']>('controls', memoryControls(db), atOnce),
    glasses: carried('glasses', memoryBrokenGlasses(db), atOnce),
    canaries: carried('canaries', memoryEpochCanaries(db), atOnce),
    hear: async (atMs, mode) => peers.hear('west', { mode }, atMs),
    age: async (what) => db.transaction(() => makeOld(db, what)),
    fence: async (stands) => {
      db.takesCanaries = !stands;
    },
    waive: async () => {
      for (const { consumer, messageId, orderId } of db.deadLetters.values())
        if (consumer !== 'order-owner') db.waivers.put(deliveryKey(orderId, messageId, consumer), true);
    },
  };
}

function makeOld(db: MemoryDatabase, what: Aged): void {
  switch (what) {
    case 'orders':
      for (const order of db.orders.values()) db.orders.put(order.orderId, { ...order, updatedAtMs: LONG_AGO_MS });
      return;
    case 'payments':
      for (const row of db.operations.all())
        db.operations.replace(row.orderId, row, { ...row, updatedAtMs: LONG_AGO_MS });
      return;
    case 'queue':
      for (const row of db.deliveries.values())
        db.deliveries.put(deliveryKey(row.orderId, row.messageId, row.consumer), { ...row, enqueuedAtMs: LONG_AGO_MS });
      return;
    default:
      what satisfies never;
  }
}
