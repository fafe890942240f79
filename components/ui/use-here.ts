import { usePathname, useSearchParams } from 'next/navigation';

/** Where somebody is, with what they asked for there: what a way back has to lead to. */
export function useHere(): string {
  const [path, asked] = [usePathname(), useSearchParams().toString()];
  return asked === '' ? path : `${path}?${asked}`;
}
