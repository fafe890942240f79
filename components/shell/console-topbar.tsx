'use client';

import { Menu } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, startTransition, useRef } from 'react';
import { IconButton } from '@/components/ui/button';
import { shortenMiddle } from '@/components/ui/id';
import { CONSOLE_ZONE } from '@/components/ui/time';
import { PLACES, placeOf } from './console-nav';
import { useHoldBack } from './stay-while-lost';
import styles from './console-topbar.module.css';

function Crumbs() {
  const pathname = usePathname();
  const place = placeOf(pathname);
  const rest = place ? decodeURIComponent(pathname.slice(place.href.length + 1)) : '';
  if (place === undefined) return null;
  return (
    <div className={styles.crumb}>
      {rest === '' ? (
        <b>{place.word}</b>
      ) : (
        <>
          <Link href={place.href}>{place.word}</Link>
          <span>/</span>
          <b title={rest}>{shortenMiddle(rest, 24)}</b>
        </>
      )}
    </div>
  );
}

/** One box from anywhere, a plain form: Ctrl or Cmd and K goes to it. */
function SearchBox() {
  const box = useRef<HTMLInputElement>(null);
  useWindowEvent('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    box.current?.focus();
    box.current?.select();
  });
  return (
    <form action="/console/orders" role="search" className={styles.search}>
      <IconSearch size={15} stroke={1.6} aria-hidden />
      <input ref={box} name="q" placeholder="Any id, email or reference" aria-label="Any id, email or reference" />
      <kbd>Ctrl K</kbd>
    </form>
  );
}

function PhoneMenu({ counts, signOut, user }: Pick<ConsoleTopbarProps, 'counts' | 'signOut' | 'user'>) {
  const here = placeOf(usePathname());
  const holdBack = useHoldBack();
  return (
    <div className={styles.phone}>
      <Link href="/console/orders" aria-label="Search orders">
        <IconSearch size={20} stroke={1.6} aria-hidden />
      </Link>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <IconButton label="Console menu" kind="quiet">
            <IconMenu2 size={20} stroke={1.6} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {PLACES.map(({ href, word }) => (
            <Menu.Item
              key={href}
              component={Link}
              href={href}
              className={styles.place}
              aria-current={here?.href === href ? 'page' : undefined}
              rightSection={counts[href] ? <span className="meta">{counts[href]}</span> : null}
            >
              {word}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Label>
            {user.name}, {user.role}. Times are {CONSOLE_ZONE}.
          </Menu.Label>
          <Menu.Item className={styles.place} onClick={() => holdBack(null) || startTransition(signOut)}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

interface ConsoleTopbarProps {
  readonly user: { readonly name: string; readonly role: string };
  /** As beside the places of a desk: "37", "1 dead". */
  readonly counts: Readonly<Record<string, string | null>>;
  readonly signOut: () => Promise<void>;
  readonly clock: ReactNode;
  readonly glance: ReactNode;
}

/** Where you are, what time it is there, the one search box, and the two things that every page shows: the mode and the promise. */
export function ConsoleTopbar({ clock, counts, glance, signOut, user }: ConsoleTopbarProps) {
  return (
    <header className={styles.topbar}>
      <Crumbs />
      <span className={styles.clock}>{clock}</span>
      <SearchBox />
      <div className={styles.glance}>{glance}</div>
      <PhoneMenu counts={counts} user={user} signOut={signOut} />
    </header>
  );
}
