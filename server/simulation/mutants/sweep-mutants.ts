/** Mistakes in how the provider's own list is read and compared. */
import type { ListedCharge } from '../../domain/ledger-sweep/sides';
import { SWEEP_PASSES } from '../../domain/ledger-sweep/window';
import type { ChargeList } from '../../ports/charge-list';
import type { Mutant } from '../mutant';
import { PAGE } from '../simulated-charge-list';
import { SWEEP_SETTINGS } from '../sweep-rhythm';

const listing = (
  charges: ChargeList,
  show: (listed: readonly ListedCharge[]) => readonly ListedCharge[],
): ChargeList => ({
  madeIn: async (...args) => {
    const answer = await charges.madeIn(...args);
    return answer.kind === 'listed' ? { ...answer, charges: show(answer.charges) } : answer;
  },
});

/** What the list does not show is missing: nobody asks for it singly. */
export const SWEEP_TAKES_LATE_FOR_MISSING: Mutant = {
  name: 'sweep takes what the list shows late for missing',
  theme: 'nobody at work',
  breaks: 'S5',
  sweeper: (parts) => ({ ...parts, provider: { lookUp: () => Promise.resolve({ kind: 'not_found' }) } }),
};

/** Each window begins one interval after the end of the one before, and nothing in the database minds. */
export const SWEEP_SKIPS_A_WINDOW: Mutant = {
  name: 'sweep skips a window',
  breaks: 'S5',
  defects: ['sweep_gap'],
  sweeper: (parts) => ({
    ...parts,
    sweeps: {
      ...parts.sweeps,
      standing: async (region) => {
        const { begunAtMs, sweptUntil } = await parts.sweeps.standing(region);
        const later = SWEEP_PASSES.flatMap((pass) => {
          const untilMs = sweptUntil[pass];
          return untilMs === undefined ? [] : [[pass, untilMs + SWEEP_SETTINGS.intervalMs] as const];
        });
        return { begunAtMs, sweptUntil: Object.fromEntries(later) };
      },
    },
  }),
};

export const SWEEP_READS_ONE_PAGE: Mutant = {
  name: 'sweep reads the first page only',
  theme: 'lost answers',
  breaks: 'S5',
  sweeper: (parts) => ({ ...parts, charges: listing(parts.charges, (listed) => listed.slice(0, PAGE)) }),
};

/** What the provider knows and we do not is nobody's evidence. */
export const SWEEP_DROPS_NEWS: Mutant = {
  name: 'sweep drops its news',
  theme: 'provider silent',
  breaks: 'L1',
  sweeper: (parts) => ({ ...parts, operations: { ...parts.operations, record: () => Promise.resolve('known') } }),
};

/** The outcome is told with the amount that we asked for. */
export const SWEEP_IGNORES_THE_AMOUNT: Mutant = {
  name: 'sweep tells the amount that was asked for',
  theme: 'lost answers',
  breaks: 'S12',
  sweeper: (parts, { db }) => ({
    ...parts,
    charges: listing(parts.charges, (listed) =>
      listed.map((charge) => {
        const total = db.orders.get(charge.orderId ?? '')?.total;
        return total === undefined ? charge : { ...charge, payment: { ...charge.payment, amount: total } };
      }),
    ),
  }),
};
