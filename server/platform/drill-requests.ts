/** What drill control may be asked, strictly: anything else is a 400 that says what is expected. */
import { z } from 'zod';
import { LINK_CONDITIONS_EXPLAINED } from './link-conditions';
import { type DrillState, drillStateSchema } from './drill-state';

export const KILLABLE = ['worker_east', 'worker_west', 'web_east', 'web_west', 'database', 'sandbox'] as const;
/** A name above, or of a further web or worker of a region: worker_east_2. */
export type Killable = string;

const FURTHER = /^(?:web|worker)_(?:east|west)_[2-8]$/;
const killSchema = z.strictObject({ process: z.union([z.enum(KILLABLE), z.string().regex(FURTHER)]) });

/** PUT names what it changes; what it leaves out stays. */
const changeSchema = drillStateSchema
  .extend({ workers: drillStateSchema.shape.workers.partial(), readers: drillStateSchema.shape.readers.partial() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'expected at least one of region_link, workers, readers, mail');

const CHANGE_EXPECTED = `expected {"region_link": ${Object.keys(LINK_CONDITIONS_EXPLAINED).join(' | ')}, "workers": {"east" | "west": "running" | "stopped" | "paused"}, "readers": {"east" | "west": "newest" | "previous"}, "mail": "up" | "down"}, each optional`;
const KILL_EXPECTED = `expected {"process": ${KILLABLE.map((name) => `"${name}"`).join(' | ')}}`;

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string };

/** The state after the change. */
export function parseChange(body: string, current: DrillState): Parsed<DrillState> {
  const parsed = changeSchema.safeParse(parseJson(body));
  if (!parsed.success) return { ok: false, expected: CHANGE_EXPECTED };
  const { workers, readers, region_link = current.region_link, mail = current.mail } = parsed.data;
  return {
    ok: true,
    value: {
      region_link,
      mail,
      workers: { ...current.workers, ...workers },
      readers: { ...current.readers, ...readers },
    },
  };
}

export function parseKill(body: string): Parsed<Killable> {
  const parsed = killSchema.safeParse(parseJson(body));
  return parsed.success ? { ok: true, value: parsed.data.process } : { ok: false, expected: KILL_EXPECTED };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
