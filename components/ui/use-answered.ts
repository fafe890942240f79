'use client';

import { unstable_rethrow } from 'next/navigation';
import { type FormEvent, useActionState, useState, useTransition } from 'react';

/** Longer than the store's own deadline. */
const PATIENCE_MS = 25_000;

type Action<State> = (before: Awaited<State>, form: FormData) => State | Promise<State>;

interface Answered<State> {
  readonly state: State;
  readonly sending: boolean;
  /** For the form itself. */
  readonly form: {
    readonly action: (form: FormData) => void;
    readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  };
}

/**
 * A form that posts to the server by itself before scripts have loaded. With them, what nobody answers is said in place: an action that
 * fails on the way would take the whole page with it.
 * @param unanswered what the form then says: never that nothing happened.
 */
export function useAnswered<State>(
  action: Action<State>,
  nothing: Awaited<State>,
  unanswered: Awaited<State>,
): Answered<Awaited<State>> {
  const [plain, plainAction, plainSending] = useActionState(action, nothing);
  const [heard, setHeard] = useState<Awaited<State> | null>(null);
  const [sending, startSending] = useTransition();
  const state = heard ?? plain;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    startSending(async () => {
      const silence = new Promise<Awaited<State>>((resolve) => setTimeout(() => resolve(unanswered), PATIENCE_MS));
      try {
        setHeard(await Promise.race([action(state, form), silence]));
      } catch (error) {
        // a way to another page is an answer
        unstable_rethrow(error);
        setHeard(unanswered);
      }
    });
  };
  return { state, sending: sending || plainSending, form: { action: plainAction, onSubmit } };
}
