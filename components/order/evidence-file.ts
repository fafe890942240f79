import { download } from '@/components/ui/download';
import type { EvidencePack } from '@/server/domain/evidence-pack/evidence-pack';

/** Hands the pack to the browser under the name that `npm run evidence -- verify` is told. */
export function savePack(pack: EvidencePack): void {
  download(`evidence-${pack.records.order.order_id}.json`, 'application/json', `${JSON.stringify(pack, null, 2)}\n`);
}
