/** Mistakes in leaving degraded mode, and in what it bounds and what it preserves. */
import { evidenceHolds } from '../../domain/exit-evidence';
import type { Mutant } from '../mutant';
import type { MemoryDatabase } from '../memory/memory-database';
import { DEGRADED } from '../themes';

const inDegraded = { theme: DEGRADED, breaks: 'S15' } as const;

const isBounded = (db: MemoryDatabase): boolean =>
  [...db.degradedModes.values()].some(({ state }) => state !== 'normal');

/** Nobody asks the provider, and the line is taken for held. */
export const EXIT_WITHOUT_SAMPLE: Mutant = {
  ...inDegraded,
  name: 'exit without agreement sample',
  defects: ['exit_without_agreement'],
  agreementSamples: (store) => ({ ...store, draw: () => Promise.resolve({ population: 0, payments: [] }) }),
};

export const EXIT_ALTHOUGH_APART: Mutant = {
  ...inDegraded,
  name: 'exit although the provider says something else',
  defects: ['exit_without_agreement'],
};

export const EXIT_WITH_PENDING: Mutant = {
  ...inDegraded,
  name: 'exit with an intent pending for too long',
  defects: ['exit_without_oldest_pending'],
};

export const EXIT_UNDECIDED: Mutant = {
  ...inDegraded,
  name: 'exit with an authorization undecided',
  defects: ['exit_without_authorizations_undecided'],
};

/** Whatever is heard of a payment again makes it new: an authorization that waits for its decision looks as if it had just come. */
export const ECHO_MAKES_YOUNG: Mutant = {
  ...inDegraded,
  name: 'authorization made young by an echo',
  operations: (store, { db, nowMs }) => ({
    ...store,
    record: async (report) => {
      const answer = await store.record(report);
      const row = db.operations.of(report.orderId).find(({ operation }) => operation === report.operation);
      if (row !== undefined && !db.isClosed(report.orderId))
        db.transaction(() => db.operations.replace(report.orderId, row, { ...row, updatedAtMs: nowMs() }));
      return answer;
    },
  }),
};

/** The fence is believed in and not tried. */
export const EXIT_WITHOUT_CANARY: Mutant = {
  ...inDegraded,
  name: 'exit without old-epoch canary',
  canary: () => ({ try: () => Promise.resolve({ kind: 'no_shard' }) }),
};

/** It is tried, and whatever comes of it is taken for a refusal. */
export const EXIT_UNFENCED: Mutant = {
  ...inDegraded,
  name: 'exit although an old epoch can write',
  defects: ['exit_without_old_epoch_refused'],
  canary: (canary) => ({
    try: async () => {
      const answer = await canary.try();
      return answer.kind === 'tried' ? { kind: 'tried', canary: { ...answer.canary, refused: true } } : answer;
    },
  }),
};

export const EXIT_WITH_A_QUEUE: Mutant = {
  ...inDegraded,
  name: 'exit with a confirmation queue that stands',
  defects: ['exit_without_queue_age'],
};

export const EXIT_WITH_A_DEAD_LETTER: Mutant = {
  ...inDegraded,
  name: 'exit with a dead letter',
  defects: ['exit_without_dead_letters'],
};

export const EXIT_UNHEARD: Mutant = {
  ...inDegraded,
  name: 'exit without hearing the other region',
  defects: ['exit_without_other_region'],
};

export const EXIT_UNDER_PRESSURE: Mutant = {
  ...inDegraded,
  name: 'exit with a figure over its limit',
  exitChecks: (store) => ({
    ...store,
    keep: (region, episodeId, check) => {
      const lines = check.lines.map((each) => (each.line === 'pressure' ? { ...each, now: 0, holds: true } : each));
      return store.keep(region, episodeId, { ...check, lines, holds: evidenceHolds(lines) });
    },
  }),
};

/** The desk asks for evidence, and whoever goes past it is let out. */
export const EXIT_PAST_THE_DESK: Mutant = {
  ...inDegraded,
  name: 'exit without evidence past the desk',
  defects: ['exit_unproven'],
};

/** Whoever asked for the glass agrees to it too. */
export const GLASS_WITH_ONE_PERSON: Mutant = {
  ...inDegraded,
  name: 'glass broken by one person alone',
  defects: ['glass_with_one_person'],
};

/** The gate takes a glass for an agreement, whoever agreed to it. */
export const GLASS_UNPROVEN: Mutant = {
  ...inDegraded,
  name: 'exit without sample through a glass that nobody agreed to',
  defects: ['glass_unproven'],
};

export const RAMP_SKIPS_A_STEP: Mutant = {
  ...inDegraded,
  name: 'ramp skips a step',
  defects: ['ramp_skips'],
  controllerModes: (store) => ({
    ...store,
    move: (region, move, ...rest) => {
      const { change, next } = move;
      const skips = change === 'stepped_up' && next.state === 'recovering' && next.rampPercent === 25;
      return store.move(region, skips ? { change, next: { ...next, rampPercent: 50 } } : move, ...rest);
    },
  }),
};

export const RAMP_DOES_NOT_HOLD: Mutant = {
  ...inDegraded,
  name: 'ramp does not hold its steps',
  controllerModes: (store) => ({
    ...store,
    get: async (region) => {
      const { mode, ...record } = await store.get(region);
      return { ...record, mode: mode.state === 'recovering' ? { ...mode, stepSinceMs: 0 } : mode };
    },
  }),
};

export const RAMP_STANDS_UNDER_PRESSURE: Mutant = {
  ...inDegraded,
  name: 'ramp does not step back',
  controllerModes: (store) => ({
    ...store,
    move: (region, move, ...rest) =>
      move.change === 'stepped_back' || move.change === 'relapsed'
        ? Promise.resolve({ kind: 'stale' })
        : store.move(region, move, ...rest),
  }),
};

export const ADMISSION_IGNORES_THE_MODE: Mutant = {
  ...inDegraded,
  name: 'admission does not go by the mode',
  admissionModes: (store) => ({
    get: async (region) => ({ ...(await store.get(region)), mode: { state: 'normal', version: 0 } }),
  }),
};

/** The mode bounds what it is to preserve: nobody is told how an order stands. */
export const ADMISSION_REFUSES_STATUS: Mutant = {
  ...inDegraded,
  name: 'admission refuses status',
  gatewayOrders: (store, { db }) => ({
    ...store,
    status: (orderId) => (isBounded(db) ? REFUSED() : store.status(orderId)),
  }),
};

export const ADMISSION_REFUSES_INTENTS: Mutant = {
  ...inDegraded,
  name: 'admission refuses intents',
  gatewayOrders: (store, { db }) => ({
    ...store,
    place: (placement) => (isBounded(db) ? REFUSED() : store.place(placement)),
  }),
};

/** Nobody asks the provider what became of a payment, as long as payments are bounded. */
export const ADMISSION_REFUSES_RECONCILIATION: Mutant = {
  ...inDegraded,
  name: 'admission refuses reconciliation',
  operations: (store, { db }) => ({
    ...store,
    claimDue: (...asked) => (isBounded(db) ? Promise.resolve([]) : store.claimDue(...asked)),
  }),
};

/** An intent whose payment was refused for now is given up at once. */
export const REFUSED_INTENT_NOT_KEPT: Mutant = {
  ...inDegraded,
  name: 'intent not kept when its payment is refused for now',
  breaks: 'S4',
  ownerOrders: (store) => ({
    ...store,
    overdue: (shards, nowMs, _keptMs, limit) => store.overdue(shards, nowMs, 0, limit),
  }),
};

const REFUSED = () => Promise.reject(new Error('payment_unavailable'));
