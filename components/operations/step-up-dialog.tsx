'use client';

import { Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '@/components/trpc';
import { Button } from '@/components/ui/button';
import styles from '@/components/ui/dialog.module.css';
import { STEP_UPS, type StepUpAsked } from '@/server/domain/step-up';

interface StepUpDialogProps {
  readonly stepUp: StepUpAsked;
  readonly answered: (confirmed: boolean) => void;
}

/** Asks for the password in place; what was pressed goes on by itself. */
export function StepUpDialog({ answered, stepUp }: StepUpDialogProps) {
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const demoPassword = useDemoPassword();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (sending) return;
    if (password === '') return setProblem('Type your password.');
    setSending(true);
    const refused = await confirm(stepUp, password);
    setSending(false);
    if (refused === null) return answered(true);
    setPassword('');
    setProblem(refused);
  };
  return (
    // a click beside it, of somebody who pressed twice, lets nothing be
    <Modal
      opened
      closeOnClickOutside={false}
      onClose={() => !sending && answered(false)}
      title="Confirm with your password"
    >
      <form onSubmit={(event) => void submit(event)} className={styles.form} noValidate>
        <p>You are about to {STEP_UPS[stepUp.action]}. Nothing has been done yet.</p>
        <TextInput
          type="password"
          label="Your password"
          description={
            demoPassword === null
              ? 'Good for this one click. You signed in a while ago.'
              : `Good for this one click. This demonstration account has the password ${demoPassword}.`
          }
          value={password}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            setProblem(null);
          }}
          error={problem}
          maxLength={128}
          autoComplete="current-password"
          data-autofocus
          required
        />
        <div className={styles.act}>
          <Button type="submit" kind="primary" disabled={sending}>
            {sending ? 'Waiting for the answer…' : 'Confirm and go on'}
          </Button>
          <Button disabled={sending} onClick={() => answered(false)}>
            Cancel
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Of a demonstration account it is no secret; null for everybody else. */
function useDemoPassword(): string | null {
  const { data } = useQuery(useTRPC().session.me.queryOptions());
  return data?.demoAccounts?.find(({ email }) => email === data.email)?.password ?? null;
}

/** Null: confirmed. Otherwise why not, in words. */
async function confirm({ action, objectHash }: StepUpAsked, password: string): Promise<string | null> {
  try {
    const response = await fetch('/api/auth/step-up', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action, object_hash: objectHash, password }),
    });
    switch (response.status) {
      case 200:
        return null;
      case 401:
        return 'You are signed out. Sign in on another tab, then try again.';
      case 403:
        return 'That is not your password.';
      case 429:
        return `Too many tries. Wait ${response.headers.get('retry-after') ?? '60'} s, then try again.`;
      default:
        return 'The store could not check it. Try again.';
    }
  } catch {
    return 'No answer. Nothing was confirmed; try again.';
  }
}
