/** A pack made now, from the records of the store that runs here. */
import type { EvidencePack } from '../../server/domain/evidence-pack';
import { homeRegionOfShard, shardOf } from '../../server/domain/ids';
import { systemClock } from '../../server/ports/clock';
import { EvidencePacker } from '../../server/services/evidence-packer';
import { evidencePackStore } from '../../server/stores/evidence-packs';
import { connect } from '../../server/stores/sql';
import { findStore } from '../find-store';

/** @throws Error when there is no store, or no such order in the region that would own it. */
export async function storedPack(orderId: string): Promise<EvidencePack> {
  const { database } = findStore().config;
  const region = homeRegionOfShard(shardOf(orderId));
  const sql = connect((region === 'east' ? database.eastUrl : database.westUrl) ?? '', 1);
  try {
    const packer = new EvidencePacker({ region, clock: systemClock, packs: evidencePackStore(sql) });
    const result = await packer.pack(orderId, 'command:evidence');
    if (result.kind !== 'pack') throw new Error(`${region} would own ${orderId} and has no such order.`);
    return result.pack;
  } finally {
    await sql.close();
  }
}
