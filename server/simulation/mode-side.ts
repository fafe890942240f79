/** What a web process answers about its region's mode, to its own people and to the other region: the real desk, reader and exchange. */
import type { Region } from '../domain/ids';
import type { Clock } from '../ports/clock';
import type { RegionLink } from '../ports/region-link';
import { ControlDesk } from '../services/control-desk';
import { ControlExchange } from '../services/control-exchange';
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
  { audit, exitChecks: checks, glasses, modes }: ProcessStores,
  { clock, region }: ModePlace,
): ModeSide {
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
  return modeSide({ reader, desk, waivers: new Waivers({ waivers: { waive: nobody }, audit }) });
}

/** What the regions tell each other: their switches and their mode. */
export const controlExchange = (
  { controlPeers, controls, modes }: Pick<ProcessStores, 'controlPeers' | 'controls' | 'modes'>,
  { clock, region }: ModePlace,
  link: RegionLink,
): ControlExchange => {
  let requests = 0;
  return new ControlExchange({
    region,
    clock,
    controls,
    readers: { alive: none, hear: (...said) => controlPeers.hear(...said) },
    modes,
    link,
    newRequestId: () => `req_controls_${region}_${++requests}`,
  });
};

/** Where people set switches; nobody looks at the page. */
export const controlDesk = (
  { audit, controls, modes }: ProcessStores,
  { clock, region }: ModePlace,
  exchange: Pick<ControlExchange, 'tell'>,
): Pick<ControlDesk, 'set'> =>
  new ControlDesk({
    region,
    clock,
    controls: { ...controls, changes: none },
    readers: { alive: none, heard: () => Promise.resolve(null) },
    modes,
    rates: { byMethod: none, ofProduct: nobody },
    audit,
    exchange,
  });
