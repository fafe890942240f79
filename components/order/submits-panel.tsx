import { IconArrowBackUp, IconArrowRight } from '@tabler/icons-react';
import { Fragment } from 'react';
import { Time } from '@/components/ui/time';
import type { Submits } from '@/server/domain/submits';
import { RailSection } from './rail';
import styles from './submits-panel.module.css';

const counted = (count: number, one: string) => `${count} ${count === 1 ? one : `${one}s`}`;

/** How often the customer asked, against how often the provider was asked to charge. */
export function SubmitsPanel({ nowMs, submits }: { submits: Submits; nowMs: number }) {
  return (
    <RailSection title={`${counted(submits.count, 'submit')}, ${counted(submits.providerCalls, 'provider call')}`}>
      <div className={styles.calls}>
        {submits.rows.map(({ n, atMs, effect, text, seq }) => {
          const called = effect === 'provider_called';
          const Icon = called ? IconArrowRight : IconArrowBackUp;
          return (
            <Fragment key={seq}>
              <span className="num faint">{n}</span>
              <Time at={atMs} form="millis" near={nowMs} />
              <span className={called ? undefined : 'faint'}>
                <Icon size={15} stroke={1.6} aria-hidden />
              </span>
              <span className={called ? 'medium' : 'soft'}>{text}</span>
            </Fragment>
          );
        })}
      </div>
    </RailSection>
  );
}
