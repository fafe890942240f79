import { describe, expect, test } from 'vitest';
import { ALWAYS_NORMAL, entered, type Mode, recoveryBegun, steppedUp } from '@/server/domain/degraded-mode';
import { controlsAnswer } from './controls-answer';
import { switchWords } from './control-sentence';
import { episodeRows } from './episode-rows';
import { exitRows } from './exit-rows';
import { modeAnswer } from './mode-answer';
import { wholeMode } from './whole-mode';

const AT = Date.UTC(2026, 10, 27, 10, 1, 12);
const degraded = entered(ALWAYS_NORMAL, 'entered', 'episode:1', null, AT)?.next as Mode;
const at5 = recoveryBegun(degraded, AT)?.next as Mode;
const at25 = steppedUp(at5, AT)?.next as Mode;
const both = (east: Mode | null, west: Mode | null) =>
  wholeMode([
    { region: 'east', mode: east },
    { region: 'west', mode: west },
  ]);

describe('the mode of the store', () => {
  test('is the smaller promise of the two regions', () => {
    expect(both(ALWAYS_NORMAL, degraded).state).toBe('degraded');
    expect(both(at25, degraded).state).toBe('degraded');
    expect(both(at25, at5)).toBe(at5);
    expect(both(at25, ALWAYS_NORMAL)).toBe(at25);
    expect(both(ALWAYS_NORMAL, null).state).toBe('normal');
  });

  test('says what holds the way out, and that a region was not reached', () => {
    const said = modeAnswer(degraded, exitRows([]), [], AT + 30 * 60_000);
    expect(said).toMatchObject({ lead: 'Degraded 30 min.', held: 'Nobody has read it yet.', tone: 'amber' });
    expect(modeAnswer(ALWAYS_NORMAL, [], ['west'], AT)).toMatchObject({ lead: 'Normal in east.', tone: 'amber' });
    expect(modeAnswer(ALWAYS_NORMAL, [], ['west'], AT).rest).toContain('Region west was not reached');
  });
});

describe('a switch in words', () => {
  const facts = {
    name: 'payments_paused:region:west',
    control: { kind: 'pause', scope: { kind: 'region', region: 'west' } },
    value: { kind: 'pause', paused: true, untilMs: AT + 60_000 },
    reason: 'west cannot reach the order owner',
    changedBy: 'staff:jonas@evident.test',
    changedAtMs: AT,
  } as const;
  const impact = { perMinute: 170.4, without: null };

  test('names who, since when, why, until when, and what goes on', () => {
    expect(switchWords(facts, [], impact, AT)).toMatchObject({
      title: 'West',
      sentence:
        'paused by jonas@evident.test since 10:01:12 because “west cannot reach the order owner”. Until 10:02:12 or resumed. Carts, intents, status and reconciliation go on.',
      impact: 'About 170 attempts a minute are answered payment_unavailable',
      verb: 'Resume',
      isOff: true,
    });
  });

  test('of another day says which', () => {
    const before = { ...facts, changedAtMs: AT - 24 * 3_600_000 };
    expect(switchWords(before, [], impact, AT).sentence).toContain('since 26 Nov 10:01:12 because');
  });

  test('whose end has come says so and admits', () => {
    const words = switchWords(facts, [], impact, AT + 60_000);
    expect(words).toMatchObject({ isOff: false, verb: 'Pause' });
    expect(words.sentence).toBe('admitting. The pause ended by itself at 10:02:12.');
  });

  test('that only the mode holds says so', () => {
    const all = {
      ...facts,
      control: { kind: 'pause', scope: { kind: 'all' } },
      value: { kind: 'pause', paused: false, untilMs: null },
    } as const;
    expect(switchWords(all, [degraded], impact, AT)).toMatchObject({ isOff: true, verb: 'Pause' });
    expect(switchWords(all, [degraded], impact, AT).sentence).toContain(
      'bounded to 5 % by degraded mode since 10:01:12',
    );
  });
});

describe('the controls page', () => {
  const acknowledged = (region: string) => ({ region, is: { kind: 'acknowledged', version: 31, atMs: AT } }) as const;
  const silent = { region: 'west', is: { kind: 'not_reached', sinceMs: AT, lastVersion: 30 } } as const;
  const paused = {
    control: { kind: 'pause', scope: { kind: 'all' } },
    value: { kind: 'pause', paused: true, untilMs: null },
  } as const;

  test('is not calm while a region was not reached', () => {
    const said = controlsAnswer([{ ...paused, acknowledged: [acknowledged('east'), silent] }], false, AT);
    expect(said).toEqual({
      tone: 'amber',
      lead: 'One switch is not acknowledged everywhere.',
      rest: 'West has not been reached since 10:01:12; it may still go by what it last knew.',
    });
  });

  test('says that payments are paused once both go by it', () => {
    const said = controlsAnswer([{ ...paused, acknowledged: [acknowledged('east'), acknowledged('west')] }], false, AT);
    expect(said.lead).toBe('Payment attempts are paused.');
  });
});

test('an episode that both regions were in is one row, which ends with the later of them', () => {
  const episode = {
    episodeId: 'episode:1',
    enteredAtMs: AT,
    endedAtMs: AT + 5_000,
    reason: 'timeout rate over 10 % for 3 s',
    enteredBy: 'degraded mode',
    brokenGlass: false,
    stepsBack: 1,
  };
  const joined = { ...episode, enteredAtMs: AT + 900, endedAtMs: null, reason: 'region east entered it' };
  const [row] = episodeRows([
    { region: 'west', episodes: [joined] },
    { region: 'east', episodes: [episode] },
  ]);
  expect(row).toMatchObject({ regions: ['east', 'west'], enteredAtMs: AT, endedAtMs: null, stepsBack: 2 });
  expect(row?.reason).toBe('timeout rate over 10 % for 3 s');
});
