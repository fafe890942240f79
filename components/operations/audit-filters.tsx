import { Button } from '@/components/ui/button';
import { Choice, wordsOf } from '@/components/ui/choice';
import { Segmented } from '@/components/ui/segmented';
import { REGIONS, type Region } from '@/server/domain/region';
import styles from './audit-filters.module.css';

/** The part of an action before its colon. */
export const AUDIT_SUBJECTS = [
  'repairs',
  'cases',
  'orders',
  'mails',
  'payments',
  'controls',
  'degraded',
  'messages',
  'ownership',
  'drills',
] as const;

export type AuditSubject = (typeof AUDIT_SUBJECTS)[number];

export interface AuditAsked {
  readonly region: Region | null;
  readonly who: string | null;
  readonly about: AuditSubject | null;
  readonly object: string | null;
}

interface AuditFiltersProps {
  readonly asked: AuditAsked;
  readonly ask: (part: Partial<AuditAsked>) => void;
}

const textOf = (form: FormData, name: string): string | null => {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

/** Whose chain, who, about what; it stands in the address, so that a colleague can be sent what one sees. */
export function AuditFilters({ ask, asked }: AuditFiltersProps) {
  return (
    <form
      className={styles.filters}
      role="search"
      aria-label="Audit"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        ask({ who: textOf(form, 'who')?.toLowerCase() ?? null, object: textOf(form, 'object') });
      }}
    >
      <Segmented
        label="Region"
        value={asked.region ?? 'here'}
        options={[
          { value: 'here', label: 'this region' },
          ...REGIONS.map((region) => ({ value: region, label: region })),
        ]}
        choose={(value) => ask({ region: REGIONS.find((region) => region === value) ?? null })}
      />
      <Choice
        label="about"
        any="everything"
        value={asked.about}
        options={wordsOf(AUDIT_SUBJECTS)}
        choose={(about) => ask({ about })}
      />
      <input name="who" type="email" defaultValue={asked.who ?? ''} aria-label="Who" placeholder="Who, by e-mail" />
      <input
        name="object"
        defaultValue={asked.object ?? ''}
        aria-label="Done to"
        placeholder="Order, case, control or message id"
      />
      <Button type="submit" size="sm">
        Find
      </Button>
    </form>
  );
}
