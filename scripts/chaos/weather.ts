/** What the provider does to us: bouts of bad weather, drawn from a seed, each a mix of faults that the sandbox really has. */
import type { Faults } from '../../server/sandbox/faults';
import type { Random } from '../../server/sandbox/seeded-random';

/** Each is on in a bout with an even chance, so that faults meet each other in ever new mixtures. */
const KINDS: readonly ((random: Random) => Faults)[] = [
  (random) => ({ latency_ms: Math.round(random() * 1_500), latency_jitter_ms: Math.round(random() * 4_000) }),
  (random) => ({ hang_before_rate: random() * 0.3 }),
  (random) => ({ hang_after_accept_rate: random() * 0.3 }),
  (random) => ({ error_500_before_rate: random() * 0.2 }),
  (random) => ({ error_500_after_rate: random() * 0.3 }),
  (random) => ({ reset_rate: random() * 0.2 }),
  // it lies, often enough to show what becomes of it: another amount than was asked for
  (random) => ({ wrong_amount_rate: 0.08 + random() * 0.16 }),
  (random) => ({ rate_limit_per_second: 8 + Math.floor(random() * 12) }),
  // it forgets: what it accepted is not found for a while, shorter than the settle time
  (random) => ({ lookup_lag_ms: Math.round(random() * 30_000) }),
  (random) => ({ lookup_hang_rate: 0.2 + random() * 0.8 }),
  (random) => ({ refuse_cancel_rate: 0.2 + random() * 0.6 }),
];

export function bout(random: Random): Faults {
  const on = KINDS.map((kind) => ({ strikes: random() < 0.5, faults: kind(random) })).filter(({ strikes }) => strikes);
  const webhook = {
    drop_rate: random() < 0.5 ? 0.3 + random() * 0.7 : 0,
    duplicates: random() < 0.5 ? Math.floor(random() * 4) : 0,
    delay_ms: random() < 0.5 ? Math.round(random() * 8_000) : 0,
    reorder: random() < 0.5,
  };
  return Object.assign({ webhook }, ...on.map(({ faults }) => faults));
}

/** In a line, for whoever watches. */
export function boutWords({ webhook, ...faults }: Faults): string {
  const words = Object.entries(faults).map(([name, value]) => `${name} ${Math.round(Number(value) * 100) / 100}`);
  const lost = webhook?.drop_rate ? [`webhooks lost ${Math.round(webhook.drop_rate * 100)} %`] : [];
  return [...words, ...lost].join(', ') || 'fair';
}
