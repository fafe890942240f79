/** The positions of drill control's switch for the link between the regions; what each means for a call is the link's own business. */
import { z } from 'zod';
import { REGIONS } from './child-environment';

const LONGEST_DELAY_MS = 60_000;
const SHORTEST_FLAP_MS = 50;

const delay = z.number().int().min(0).max(LONGEST_DELAY_MS);
const flap = z.number().int().min(SHORTEST_FLAP_MS).max(LONGEST_DELAY_MS);

export const linkCondition = z.union([
  z.enum(['up', 'cut']),
  z.strictObject({ delay_ms: delay, jitter_ms: delay.optional() }),
  z.strictObject({ lose: z.enum(['requests', 'answers']), calls_from: z.enum(REGIONS).optional() }),
  z.strictObject({ flapping: z.strictObject({ up_ms: flap, down_ms: flap }) }),
]);

/** What each position of the switch does, for whoever asks drill control. */
export const LINK_CONDITIONS_EXPLAINED: Readonly<Record<string, string>> = {
  '"up"': 'every call arrives and is answered',
  '"cut"': 'no call leaves and none is taken in: it fails at once, known not to have been acted on',
  '{"delay_ms": 0 to 60000, "jitter_ms"?: 0 to 60000}':
    'slow: each call takes so much longer, half of it on the way there and half on the way back; past its deadline nobody waits for it',
  '{"lose": "requests", "calls_from"?: "east" | "west"}':
    'one-way: requests do not arrive; the caller waits until its deadline and does not know what became of them',
  '{"lose": "answers", "calls_from"?: "east" | "west"}':
    'one-way: requests arrive and are acted on, their answers are lost; the caller waits until its deadline and does not know',
  '{"flapping": {"up_ms": 50 to 60000, "down_ms": 50 to 60000}}': 'up and cut in turns, by the clock',
};
