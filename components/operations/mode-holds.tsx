import { DotMark } from '@/components/ui/marks';
import type { Tone } from '@/components/ui/tone';
import type { PressureMeasures } from '@/server/domain/pressure/pressure';
import { REJECTIONS } from '@/server/domain/pressure/reading';
import styles from './mode-holds.module.css';

export interface HeldFacts {
  readonly isNormal: boolean;
  readonly percent: number;
  /** Of each region, over the last minute. */
  readonly measures: readonly PressureMeasures[];
  readonly cases: number | null;
}

interface Part {
  readonly title: string;
  readonly note: string;
  readonly tone: Tone;
  readonly dashed: boolean;
  readonly lines: readonly (readonly [string, string])[];
}

/** What the mode keeps, bounds and sheds, each with its number of the last minute. */
export function ModeHolds({ facts }: { facts: HeldFacts }) {
  return (
    <div className={styles.three}>
      {partsOf(facts).map(({ dashed, lines, note, title, tone }) => (
        <div key={title}>
          <h3>
            <DotMark tone={tone} dashed={dashed} />
            {title}
            <small>{note}</small>
          </h3>
          <ul>
            {lines.map(([name, value]) => (
              <li key={name}>
                <span>{name}</span>
                <span>{value}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function partsOf({ cases, isNormal, measures, percent }: HeldFacts): readonly Part[] {
  const sum = (name: keyof PressureMeasures) => measures.reduce((total, each) => total + (each[name] ?? 0), 0);
  const admitted = sum('admitted');
  const rejected = REJECTIONS.reduce((total, name) => total + sum(name), 0);
  const asked = admitted + rejected;
  const calls = sum('provider_other_calls');
  const a = (count: number, what: string) => `${count.toLocaleString('en')} ${what}`;
  return [
    {
      title: 'Preserved',
      note: 'full promise',
      tone: 'green',
      dashed: false,
      lines: [
        ['Cart reads', a(sum('cart_reads'), 'a minute')],
        ['Order intent', `${a(asked, 'a minute')}, 0 refused by it`],
        ['Order status', a(sum('status_reads'), 'a minute')],
        [
          'Reconciliation',
          `${a(calls, calls === 1 ? 'call a minute' : 'calls a minute')}${cases === null ? '' : `, ${cases} open`}`,
        ],
      ],
    },
    {
      title: 'Bounded',
      note: isNormal ? 'not now' : 'smaller promise',
      tone: isNormal ? 'neutral' : 'amber',
      dashed: !isNormal,
      lines: [
        ['New payment attempts', `${admitted.toLocaleString('en')} of ${a(asked, 'a minute')}`],
        ['Let in at most', isNormal ? 'all' : `${percent} %`],
        rejected === 0
          ? ['Refused', 'none']
          : [rejected === 1 ? 'The other one' : `The other ${rejected.toLocaleString('en')}`, 'payment_unavailable'],
        ['Calls to the provider', `${sum('payment_calls_in_flight')} at once, limit ${sum('payment_calls_limit')}`],
      ],
    },
    {
      title: 'Shed',
      note: isNormal ? 'not now' : 'off until the ramp is done',
      tone: 'neutral',
      dashed: !isNormal,
      lines: [
        ['Recommendations', isNormal ? 'made' : `${a(sum('shed_recommendations'), 'not made')}`],
        ['Nonessential email', isNormal ? 'sent' : 'kept for later'],
        [
          'Immediate confirmation',
          isNormal ? 'waited for' : `${a(sum('shed_immediate_confirmation'), 'answered 202')}`,
        ],
      ],
    },
  ];
}
