/**
 * The store runs in two equal cells. A shard of orders belongs to exactly one of them at a time; this file knows only
 * where a shard begins its life, the current owner is a fact of the database.
 */
export const REGIONS = ['east', 'west'] as const;

export type Region = (typeof REGIONS)[number];

export function isRegion(text: string): text is Region {
  return (REGIONS as readonly string[]).includes(text);
}

export function otherRegion(region: Region): Region {
  switch (region) {
    case 'east':
      return 'west';
    case 'west':
      return 'east';
    default:
      return region satisfies never;
  }
}
