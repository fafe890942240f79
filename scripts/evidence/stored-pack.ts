/** A pack made now, from the records of the store that runs here. */
import type { EvidencePack } from '../../server/domain/evidence-pack/evidence-pack';
import { type Region, REGIONS } from '../../server/domain/ids';
import { systemClock } from '../../server/ports/clock';
import { EvidencePacker } from '../../server/services/evidence-packer';
import { evidencePackStore } from '../../server/stores/evidence-packs';
import { connect } from '../../server/stores/sql';
import { findStore } from '../find-store';

/** @throws Error when there is no store, or no region has such an order. */
export async function storedPack(orderId: string): Promise<EvidencePack> {
  for (const region of REGIONS) {
    const pack = await packOf(region, orderId);
    if (pack !== null) return pack;
  }
  throw new Error(`Neither region has an order ${orderId}.`);
}

async function packOf(region: Region, orderId: string): Promise<EvidencePack | null> {
  const { database } = findStore().config;
  const sql = connect((region === 'east' ? database.eastUrl : database.westUrl) ?? '', 1);
  try {
    const packer = new EvidencePacker({ region, clock: systemClock, packs: evidencePackStore(sql) });
    const result = await packer.pack(orderId, 'command:evidence');
    return result.kind === 'pack' ? result.pack : null;
  } finally {
    await sql.close();
  }
}
