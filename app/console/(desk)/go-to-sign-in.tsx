'use client';

import { redirect, usePathname } from 'next/navigation';

/** Keeps where the visitor wanted to go. */
export function GoToSignIn(): never {
  redirect(`/console/sign-in?next=${encodeURIComponent(usePathname())}`);
}
