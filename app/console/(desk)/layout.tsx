import type { ReactNode } from 'react';
import { ToldPages } from '@/components/news/told-pages';
import { ConsoleShell } from '@/components/shell/console-shell';
import { NotReadable } from '@/components/ui/proof';
import { readMe } from '../console-api';
import { signOut } from '../session-actions';
import { AskAgain } from './ask-again';
import { GoToSignIn } from './go-to-sign-in';

/** The desk is for people who are signed in; every procedure checks again. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const me = await readMe();
  if (me === null)
    return (
      <main style={{ padding: 24 }}>
        <NotReadable title="The console cannot tell who you are.">
          The store’s own server did not answer. Orders and payments do not depend on this page. It asks again by
          itself.
        </NotReadable>
        <AskAgain />
      </main>
    );
  if (me.user === null) return <GoToSignIn />;
  return (
    <ToldPages>
      <ConsoleShell user={me.user} environment={me.environment} signOut={signOut}>
        {children}
      </ConsoleShell>
    </ToldPages>
  );
}
