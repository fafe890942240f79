'use client';

import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { DotMark } from '@/components/ui/marks';
import { useAnswered } from '@/components/ui/use-answered';
import { type SignInNotice, signIn } from '../session-actions';
import styles from './page.module.css';

interface DemoAccount {
  readonly email: string;
  readonly role: string;
  readonly password: string;
}

interface SignInFormProps {
  readonly next: string;
  /** Empty where real people sign in. */
  readonly accounts: readonly DemoAccount[];
}

const NOTHING: SignInNotice = { text: null };
const UNANSWERED: SignInNotice = { text: 'No answer. Try again when you are connected.' };

function DemoAccounts({ next, accounts, form }: SignInFormProps & Pick<ReturnType<typeof useAnswered>, 'form'>) {
  return (
    <section>
      <h2 className={styles.heading}>Demonstration accounts</h2>
      <ul className={styles.accounts}>
        {accounts.map(({ email, role, password }) => (
          <li key={email}>
            <form {...form} className={styles.account}>
              <input type="hidden" name="next" value={next} />
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="password" value={password} />
              <span>{email}</span>
              <span className="faint">{role}</span>
              <Button type="submit" size="sm" aria-label={`Sign in as ${email}`}>
                Sign in
              </Button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function SignInForm({ next, accounts }: SignInFormProps) {
  const { form, sending, state: notice } = useAnswered<SignInNotice>(signIn, NOTHING, UNANSWERED);
  return (
    <>
      <form {...form} className={styles.form}>
        <input type="hidden" name="next" value={next} />
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        {notice.text ? (
          <p role="alert" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
            <DotMark tone="amber" dashed /> {notice.text}
          </p>
        ) : null}
        <Button type="submit" kind="primary" size="lg" disabled={sending}>
          {sending ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      {accounts.length > 0 ? <DemoAccounts next={next} accounts={accounts} form={form} /> : null}
    </>
  );
}
