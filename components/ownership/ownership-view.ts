/** What the ownership page is given. */
import type { Outputs } from '@/components/trpc';

export type OwnershipView = Outputs['ownership']['view'];
export type RegionOwnership = OwnershipView['regions'][number];
export type HandOverShown = RegionOwnership['handOvers'][number];
export type ReviewOfRegion = Outputs['ownership']['review']['regions'][number];
