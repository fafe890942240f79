'use client';

import { useLocalStorage } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import Link from 'next/link';
import { Button, IconButton } from '@/components/ui/button';
import { asksSomething, hasView, type OrdersView, readViews, viewName, withoutView, withView } from './saved-views';
import styles from './saved-views-bar.module.css';

const NONE: readonly OrdersView[] = [];

interface SavedViewsBarProps {
  readonly asked: OrdersView;
  readonly hrefOf: (view: OrdersView) => string;
}

/** What somebody asks for again and again, one press away; what is asked now can be kept. */
export function SavedViewsBar({ asked, hrefOf }: SavedViewsBarProps) {
  const [views, setViews] = useLocalStorage<readonly OrdersView[]>({
    key: 'evident:orders-views',
    defaultValue: NONE,
    deserialize: readViews,
  });
  const canKeep = asksSomething(asked) && !hasView(views, asked);
  if (views.length === 0 && !canKeep) return null;
  return (
    <div className={styles.bar}>
      {views.length === 0 ? null : (
        <ul className={styles.views} aria-label="Saved views, kept in this browser">
          {views.map((view) => (
            <li key={viewName(view)}>
              <Link href={hrefOf(view)} prefetch={false} aria-current={hasView([view], asked) ? 'page' : undefined}>
                {viewName(view)}
              </Link>
              <IconButton
                kind="quiet"
                size="sm"
                label={`Forget the view ${viewName(view)}`}
                onClick={() => setViews((before) => withoutView(before, view))}
              >
                <IconX size={13} stroke={1.6} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {canKeep ? (
        <Button size="sm" kind="quiet" onClick={() => setViews((before) => withView(before, asked))}>
          Save this view
        </Button>
      ) : null}
    </div>
  );
}
