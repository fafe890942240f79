/** `/api/metrics`: Prometheus text with bounded labels and no personal data. */
import type { PressureMeasure } from '../domain/pressure/pressure';
import { type PressureReading, REJECTIONS } from '../domain/pressure/reading';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const ADMISSION_COUNTS = [
  'admitted',
  ...REJECTIONS,
  'rejected_intake',
  'shed_recommendations',
  'shed_immediate_confirmation',
] as const;

export interface Metrics {
  readonly registry: Registry;
  answered(route: string, status: number, seconds: number): void;
}

/** What the process measured of itself and its region. */
export interface MeasuredPressure {
  /** Null: nothing was measured lately. */
  reading(): PressureReading | null;
  total(measure: PressureMeasure): number;
}

export function metrics(
  region: string,
  gauges: Readonly<Record<string, { readonly help: string; read(): number | Promise<number> }>>,
  pressure: MeasuredPressure,
): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ region });
  collectDefaultMetrics({ register: registry, prefix: 'evident_' });
  const requests = new Counter({
    name: 'evident_http_requests_total',
    help: 'Answered calls by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'evident_http_request_seconds',
    help: 'Time to the answer by route',
    labelNames: ['route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    registers: [registry],
  });
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name: `evident_${name}`,
      help,
      registers: [registry],
      async collect() {
        // what cannot be read is not a number, and not a reason to tell nothing
        this.set(await Promise.resolve(read()).catch(() => Number.NaN));
      },
    });
  }
  new Gauge({
    name: 'evident_pressure',
    help: 'The region over the last ten seconds, by figure; a figure that was not measured is left out',
    labelNames: ['figure'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [figure, value] of Object.entries(pressure.reading() ?? {}))
        if (typeof value === 'number') this.set({ figure }, value);
    },
  });
  new Counter({
    name: 'evident_admission_total',
    help: 'Orders and payment attempts by whether they were let in, and why not; work that was shed, by class',
    labelNames: ['answer'],
    registers: [registry],
    collect() {
      this.reset();
      for (const answer of ADMISSION_COUNTS) this.inc({ answer }, pressure.total(answer));
    },
  });
  return {
    registry,
    answered(route, status, duration) {
      requests.inc({ route, status: String(status) });
      seconds.observe({ route }, duration);
    },
  };
}
