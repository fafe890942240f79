import { Time } from '@/components/ui/time';
import type { CustomerSees } from '@/server/domain/explanation/explanation';
import styles from './customer-sees-panel.module.css';
import { RailSection } from './rail';

interface CustomerSeesPanelProps {
  readonly sees: CustomerSees | null;
  readonly mails: readonly { readonly messageId: string; readonly subject: string; readonly state: string }[];
  readonly nowMs: number;
}

/** The exact text last served to this customer, and that no older one can follow it. */
export function CustomerSeesPanel({ sees, mails, nowMs }: CustomerSeesPanelProps) {
  return (
    <RailSection
      title="The customer sees"
      aside={
        sees ? (
          <>
            served <Time at={sees.toldAtMs} near={nowMs} />
            {sees.version === null ? null : `, version ${sees.version}`}
          </>
        ) : null
      }
    >
      {sees === null ? (
        <p className="soft">Nothing yet: no answer to this customer is recorded.</p>
      ) : (
        <>
          <blockquote className={styles.text}>{sees.message}</blockquote>
          <p className="meta">
            {sees.version === null
              ? 'The version was not recorded.'
              : `This session has seen version ${sees.version} and cannot be shown an older one.`}
          </p>
        </>
      )}
      {mails.map(({ messageId, subject, state }) => (
        <p key={messageId} className={styles.mail}>
          Mail “{subject}”, {state}
        </p>
      ))}
    </RailSection>
  );
}
