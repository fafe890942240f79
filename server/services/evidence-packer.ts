/** The evidence packer: takes down everything that is recorded of one order, at one instant, as a file that can be checked elsewhere. */
import { type EvidencePack, packEvidence } from '../domain/evidence-pack/evidence-pack';
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { EvidencePackStore } from '../stores/evidence-packs';
import { sha256 } from './sha256';

export interface EvidencePackerParts {
  readonly region: Region;
  readonly clock: Clock;
  readonly packs: EvidencePackStore;
}

export type PackResult =
  | { readonly kind: 'pack'; readonly pack: EvidencePack }
  | { readonly kind: 'not_found'; readonly ownerRegion: Region }
  /** Only said by the other region: the owner did not answer. */
  | { readonly kind: 'not_reached'; readonly ownerRegion: Region };

export class EvidencePacker {
  constructor(private readonly parts: EvidencePackerParts) {}

  /** @param by who asked for it, as it stands in the pack: `staff:mara@…`. */
  async pack(orderId: string, by: string): Promise<PackResult> {
    const { clock, packs, region } = this.parts;
    const at = new Date(clock.nowMs()).toISOString();
    const records = await packs.records(orderId);
    if (records === null) return { kind: 'not_found', ownerRegion: region };
    return { kind: 'pack', pack: packEvidence(records, { at, by, region }, sha256) };
  }
}
