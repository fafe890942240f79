/** Views of the orders that somebody keeps in this browser: what was asked, never what was found. */
import { ORDER_STATES, type OrderState } from '@/server/domain/order';
import { ORDER_STATE_WORDS } from '@/server/domain/order-state-words';
import { type Region, REGIONS } from '@/server/domain/region';

export interface OrdersView {
  readonly q: string;
  readonly state: OrderState | null;
  readonly region: Region | null;
}

/** The oldest goes: a list that is longer than its line is not looked at. */
export const MOST_VIEWS = 8;

const isSame = (a: OrdersView, b: OrdersView): boolean => a.q === b.q && a.state === b.state && a.region === b.region;

export const asksSomething = ({ q, region, state }: OrdersView): boolean =>
  q !== '' || state !== null || region !== null;

export const hasView = (views: readonly OrdersView[], view: OrdersView): boolean =>
  views.some((each) => isSame(each, view));

export const withView = (views: readonly OrdersView[], view: OrdersView): readonly OrdersView[] =>
  hasView(views, view) ? views : [...views, view].slice(-MOST_VIEWS);

export const withoutView = (views: readonly OrdersView[], view: OrdersView): readonly OrdersView[] =>
  views.filter((each) => !isSame(each, view));

/** "Pending, “@firm.example”". */
export function viewName({ q, region, state }: OrdersView): string {
  return [state === null ? null : ORDER_STATE_WORDS[state].word, q === '' ? null : `“${q}”`, region]
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
  const state = oneOf(ORDER_STATES, 'state' in found ? found.state : null);
  const region = oneOf(REGIONS, 'region' in found ? found.region : null);
  if (state === undefined || region === undefined) return [];
  const view = { q: found.q, state, region };
  return asksSomething(view) ? [view] : [];
}

/** Undefined: a word that nobody here knows. */
const oneOf = <Value>(values: readonly Value[], named: unknown): Value | null | undefined =>
  named === null ? null : values.find((each) => each === named);
