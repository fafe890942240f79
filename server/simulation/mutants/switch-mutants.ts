/** Mistakes with switches that people set by hand. */
import type { Mutant } from '../mutant';
import { SWITCHES } from '../themes';

const switched = { theme: SWITCHES, breaks: 'S15' } as const;

/** The other region says that it heard, and does not take over what it was told. */
export const PAUSE_UNSEEN_BY_THE_OTHER: Mutant = {
  ...switched,
  name: 'pause not seen by the other region’s gateway',
  controls: (store) => ({ ...store, apply: () => Promise.resolve([]) }),
};

/** A gateway goes by what it read when it started. */
export const PAUSE_UNREAD: Mutant = {
  ...switched,
  name: 'pause not read again by a gateway',
  controls: (store, { process }) => {
    let first: ReturnType<typeof store.list> | null = null;
    const list = () => {
      first ??= store.list();
      first.catch(() => {
        first = null;
      });
      return first;
    };
    return process.name.endsWith('web') ? { ...store, list } : store;
  },
};
