'use client';

import { Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Button, IconButton } from '@/components/ui/button';
import type { OrderAction } from './order-actions';
import styles from './order-actions-bar.module.css';

interface OrderActionsBarProps {
  /** The operation that is asked for; null when there is none. */
  readonly target: string | null;
  readonly asking: boolean;
  readonly lookUp: () => void;
  readonly actions: readonly OrderAction[];
  readonly choose: (action: OrderAction) => void;
}

/** What was opened from the menu gives the focus back to its button: the menu has closed. */
export function focusMoreActions(): void {
  document.querySelector<HTMLElement>('[data-more-actions]')?.focus();
}

/** The safest useful action once, in ink; the others in a menu, each refused one with its reason. */
export function OrderActionsBar({ target, asking, lookUp, actions, choose }: OrderActionsBarProps) {
  return (
    <div className={styles.bar}>
      <Button
        kind="primary"
        onClick={() => target !== null && !asking && lookUp()}
        aria-disabled={target === null || asking}
        aria-describedby="look-up-says"
      >
        {asking ? 'Asking the provider…' : 'Look up at provider'}
      </Button>
      <Menu position="bottom-start" offset={6} width={424} classNames={{ dropdown: styles.menu, item: styles.item }}>
        <Menu.Target>
          <IconButton label="More actions" data-more-actions>
            <IconDots size={16} aria-hidden />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown>
          {actions.map((action) => (
            <Menu.Item
              key={action.id}
              aria-disabled={!action.possible}
              closeMenuOnClick={action.possible}
              onClick={() => action.possible && choose(action)}
            >
              {action.label}
              <small>{action.says}</small>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span id="look-up-says" className={styles.says}>
        {target === null ? (
          'No payment was ever sent, so there is nothing to look up.'
        ) : (
          <>
            Asks for <span className="id">{target}</span>. Cannot charge.
          </>
        )}
      </span>
    </div>
  );
}
