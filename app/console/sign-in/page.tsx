import type { Metadata } from 'next';
import { BrandMark } from '@/components/ui/marks';
import { readMe } from '../console-api';
import styles from './page.module.css';
import { SignInForm } from './sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const [{ next }, me] = await Promise.all([searchParams, readMe()]);
  const accounts = me?.demoAccounts ?? [];
  return (
    <main className={styles.page}>
      <p className={styles.brand}>
        <BrandMark /> Evident
      </p>
      <h1>Sign in to the console</h1>
      <SignInForm next={next ?? '/console'} accounts={accounts} />
      {accounts.length > 0 ? (
        <p className="meta">These accounts exist only with the embedded parts. They are not there in production.</p>
      ) : null}
    </main>
  );
}
