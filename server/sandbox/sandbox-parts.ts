/** What one running sandbox is made of; start.ts makes it, the calls use it. */
import type { Books } from './books';
import type { Faults } from './faults';
import type { IdempotencyKeys } from './idempotency-keys';
import type { Journal } from './journal';
import type { RequestCounts } from './request-counts';
import type { SandboxClock } from './sandbox-clock';
import type { Random } from './seeded-random';
import type { Webhooks } from './webhooks';

export type SandboxParts = {
  books: Books;
  journal: Journal;
  keys: IdempotencyKeys;
  clock: SandboxClock;
  counts: RequestCounts;
  webhooks: Webhooks;
  /** In memory only: a restart heals every fault. */
  faults: { current: Faults };
  random: Random;
  seed: number;
};
