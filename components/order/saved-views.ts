/** Views of the orders that somebody keeps in this browser: what was asked, never what was found. */
import { ORDER_STATES, type OrderState } from '@/server/domain/order';
import { ORDER_STATE_WORDS } from '@/server/domain/order-state-words';

export interface OrdersView {
  readonly q: string;
  readonly state: OrderState | null;
}

/** The oldest goes: a list that is longer than its line is not looked at. */
export const MOST_VIEWS = 8;

const isSame = (a: OrdersView, b: OrdersView): boolean => a.q === b.q && a.state === b.state;

export const asksSomething = ({ q, state }: OrdersView): boolean => q !== '' || state !== null;

export const hasView = (views: readonly OrdersView[], view: OrdersView): boolean =>
  views.some((each) => isSame(each, view));

export const withView = (views: readonly OrdersView[], view: OrdersView): readonly OrdersView[] =>
  hasView(views, view) ? views : [...views, view].slice(-MOST_VIEWS);

export const withoutView = (views: readonly OrdersView[], view: OrdersView): readonly OrdersView[] =>
  views.filter((each) => !isSame(each, view));

/** "Pending, “@firm.example”". */
export function viewName({ q, state }: OrdersView): string {
  return [state === null ? null : ORDER_STATE_WORDS[state].word, q === '' ? null : `“${q}”`]
    .filter((each) => each !== null)
    .join(', ');
}

/** What another build, or somebody's hand, left there is no view. */
export function readViews(text: string | undefined): readonly OrdersView[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(found) ? found.flatMap(viewFrom).slice(-MOST_VIEWS) : [];
  } catch {
    return [];
  }
}

function viewFrom(found: unknown): OrdersView[] {
  if (typeof found !== 'object' || found === null || !('q' in found) || typeof found.q !== 'string') return [];
  const named = 'state' in found ? found.state : null;
  const state = ORDER_STATES.find((each) => each === named) ?? null;
  if (named !== null && state === null) return [];
  const view = { q: found.q, state };
  return asksSomething(view) ? [view] : [];
}
