/** What a web process answers about its region's mode, to its own people and to the other region: the real desk, reader and exchange. */
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { RegionLink } from '../ports/region-link';
import { ControlExchange, type ControlSide } from '../services/control-exchange';
import { ModeDesk } from '../services/mode-desk';
import { ModeReader } from '../services/mode-reader';
import { Waivers } from '../services/dead-letter-waivers';
import { type ModeSide, modeSide } from '../services/regional-mode';
import type { ProcessStores } from './process-stores';

export interface ModePlace {
  readonly region: Region;
  readonly clock: Clock;
}

export const RAMP_HOLDS = { 5: 4_000, 25: 4_000, 50: 4_000, 100: 4_000 } as const;

const nobody = () => Promise.reject(new Error('not asked here'));
const none = <Row>(): Promise<Row[]> => Promise.resolve([]);

export function modeSides(
  { audit, exitChecks: checks, modes, ...stores }: ProcessStores,
  { clock, region }: ModePlace,
  link: RegionLink,
): ModeSide & ControlSide {
  const glasses = { ask: nobody, agree: nobody, ofEpisode: none };
  const desk = new ModeDesk({ region, clock, modes, checks, glasses, audit });
  const reader = new ModeReader({
    region,
    clock,
    modes,
    checks,
    glasses,
    readers: { alive: none },
    episodes: {
      newest: none,
      stretches: none,
      changes: none,
      count: () => Promise.resolve(0),
      figures: nobody,
    },
    agreements: { rows: none },
    samples: { samples: none },
    holds: RAMP_HOLDS,
  });
  const exchange = controlExchange({ modes, ...stores }, { clock, region }, link);
  return {
    ...modeSide({ reader, desk, waivers: new Waivers({ waivers: { waive: nobody }, audit }) }),
    ...exchange.side,
  };
}

/** Nobody sets a switch here: what the regions tell each other is their mode. */
export const controlExchange = (
  { controlPeers, modes }: Pick<ProcessStores, 'controlPeers' | 'modes'>,
  { clock, region }: ModePlace,
  link: RegionLink,
): ControlExchange => {
  let requests = 0;
  return new ControlExchange({
    region,
    clock,
    controls: { list: none, apply: nobody },
    readers: { alive: none, hear: (...said) => controlPeers.hear(...said) },
    modes,
    link,
    newRequestId: () => `req_controls_${region}_${++requests}`,
  });
};
