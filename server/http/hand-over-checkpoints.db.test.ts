/** Evidence that its old owner did not come to sign before the shard went. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shardOf } from '@/server/domain/shard';
import { checkpointKey, checkpointSeal, PUBLIC_KEY_FILE } from '@/server/ports/checkpoint-seal';
import { writeOnceFolder } from '@/server/ports/write-once-folder';
import { signedCheckpoints } from '@/server/services/checkpoint-verifier';
import { EvidenceCheckpointer } from '@/server/services/evidence-checkpointer';
import { evidenceCheckpointStore } from '@/server/stores/evidence-checkpoints';
import { beginHandOver } from './testing/begun-hand-over';
import { openCheckout, placeOrder } from './testing/caller';
import { type GivenPair, givenPair } from './testing/given-pair';
import type { GivenRegion } from './testing/given-region';

let east: GivenRegion;
let west: GivenRegion;
let pair: GivenPair;
let folder: string;

beforeAll(async () => {
  pair = await givenPair(() => 'up');
  ({ east, west } = pair);
  folder = mkdtempSync(join(tmpdir(), 'evident-checkpoints-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await pair.close();
});

async function sign({ region, store }: GivenRegion): Promise<void> {
  await new EvidenceCheckpointer({
    region,
    checkpoints: evidenceCheckpointStore(store.sql, region),
    files: writeOnceFolder(join(folder, 'checkpoints')),
    seal: checkpointSeal(folder, join(folder, 'checkpoints')),
  }).checkpoint();
}

it('is signed by its new owner', async () => {
  // both have signed before, so neither begins from the beginning
  for (const region of [east, west]) {
    await placeOrder(region.origin, await openCheckout(region.origin));
    await sign(region);
  }
  const checkout = await openCheckout(east.origin);
  await placeOrder(east.origin, checkout);
  await east.flush();
  await east.shop.settle();
  // the new owner's next look would begin after all of it
  await placeOrder(west.origin, await openCheckout(west.origin));
  await west.store.owner('alter table operations.evidence_checkpoints disable trigger user');
  await west.store.owner(`update operations.evidence_checkpoints set watermark = now()`);
  await west.store.owner('alter table operations.evidence_checkpoints enable trigger user');

  await (await beginHandOver(east, west, shardOf(checkout.orderId))).until('done');
  await sign(west);
  const key = checkpointKey(readFileSync(join(folder, 'checkpoints', PUBLIC_KEY_FILE), 'utf8'));
  const signed = new Set<number>();
  for await (const { checkpoint } of signedCheckpoints(writeOnceFolder(join(folder, 'checkpoints')), key))
    for (const { chain, seq } of checkpoint?.rows ?? []) if (chain === checkout.orderId) signed.add(seq);
  const rows = await west.store.evidence.list(checkout.orderId);
  expect(rows.length).toBeGreaterThan(4);
  expect([...signed].sort((a, b) => a - b)).toEqual(rows.map(({ seq }) => seq));
});
