/**
 * Each history has a theme: a few kinds are on for certain and strike hard, so that what needs two rare things at once comes up in
 * minutes instead of days. The other kinds are on or off as in any swarm.
 */
import type { FaultKind } from './fault-kinds';

export interface Theme {
  readonly name: string;
  readonly rates: Partial<Record<FaultKind, readonly [least: number, most: number]>>;
}

export const PEOPLE_AT_WORK = 'people at work';
export const LOST_ANSWERS = 'lost answers';
export const CUTS = 'cuts';
export const HAND_OVERS = 'hand-overs';
/** Of the provider, and of copies that come late a second time. */
export const LIES = 'lies';
export const DEGRADED = 'degraded mode';
export const SWITCHES = 'switches';

const SWITCHED: Theme = { name: SWITCHES, rates: { payments_paused: [1, 1] } };

const PEOPLE: Theme = {
  name: PEOPLE_AT_WORK,
  rates: {
    message_unreadable: [0.12, 0.35],
    foreign_duplicate: [0.1, 0.35],
    foreign_return: [0.1, 0.5],
    voided_by_hand: [0.4, 0.9],
    provider_wrong_amount: [0.06, 0.2],
    webhook_lost: [0.2, 0.8],
    hint_lost: [0.5, 1],
  },
};

const CUT: Theme = {
  name: CUTS,
  rates: {
    link_cut: [2, 4],
    link_one_way: [1, 4],
    night_without_link: [0.4, 0.4],
    copy_late: [0.1, 0.5],
  },
};

const HAND_OVER: Theme = {
  name: HAND_OVERS,
  rates: {
    hand_over: [1, 2],
    worker_crash: [1, 3],
    link_cut: [1, 2],
    pause_before_decision: [0.1, 0.3],
    old_owner_stops: [0.4, 0.8],
  },
};

const IN_DEGRADED: Theme = {
  name: DEGRADED,
  rates: {
    degraded_mode: [1, 1],
    provider_hang_before: [0.05, 0.25],
    message_unreadable: [0.01, 0.08],
    link_cut: [1, 2],
  },
};

/**
 * Every thirteenth seed has the same theme: of as many themes as no number of processes divides, or a process that takes each n-th seed would
 * see a part of them only.
 */
const THEMES: readonly Theme[] = [
  SWITCHED,
  PEOPLE,
  CUT,
  HAND_OVER,
  PEOPLE,
  IN_DEGRADED,
  CUT,
  { name: 'fences', rates: { pause_before_decision: [0.4, 0.8], store_slow: [0.05, 0.15], hint_lost: [0.3, 0.8] } },
  {
    name: LOST_ANSWERS,
    rates: {
      provider_hang_after: [0.2, 0.5],
      lookup_lag: [0.7, 1],
      webhook_lost: [0.6, 1],
      asleep_at_look_up: [0.01, 0.05],
    },
  },
  {
    name: 'nobody at work',
    rates: { night_without_workers: [1, 1], provider_reset_before: [0.2, 0.6], provider_hang_after: [0.05, 0.2] },
  },
  {
    name: 'provider silent',
    rates: { night_without_answers: [1, 1], provider_hang_after: [0.1, 0.4], lookup_error: [0.6, 1] },
  },
  { name: 'crashes', rates: { crash_at_step: [0.008, 0.02], store_commit_unknown: [0.01, 0.03] } },
  {
    name: LIES,
    rates: {
      provider_wrong_amount: [0.05, 0.2],
      provider_wrong_currency: [0.05, 0.2],
      copy_late: [0.05, 0.2],
      copy_doubled: [0.4, 0.8],
    },
  },
];

export const THEME_COUNT = THEMES.length;

/** Seeds of one theme, in order; any seeds when there is none of that name. */
export function* seedsOf(theme: string | undefined, from: number): Generator<number> {
  for (let seed = from; ; seed++) if (theme === undefined || themeOf(seed).name === theme) yield seed;
}

export const themeOf = (seed: number): Theme => THEMES[Math.abs(Math.trunc(seed)) % THEMES.length] ?? SWITCHED;
