/** How far the two regions' copies of each other are, as one of them knows it. */
import type { Completeness } from './freshness';
import type { Region } from './region';

export interface RegionCopies {
  /** Who knows it. */
  readonly region: Region;
  readonly peer: Region;
  /** How complete this region's copies of the peer are; null while the peer has told nothing. */
  readonly ofPeer: Completeness | null;
  /** Orders and carts of this region of which the peer has not acknowledged the newest. */
  readonly untold: number;
  readonly untoldSinceMs: number | null;
}
