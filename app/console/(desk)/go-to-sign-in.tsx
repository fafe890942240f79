'use client';

import { redirect } from 'next/navigation';
import { useHere } from '@/components/ui/use-here';

/** Keeps where the visitor wanted to go. */
export function GoToSignIn(): never {
  redirect(`/console/sign-in?next=${encodeURIComponent(useHere())}`);
}
