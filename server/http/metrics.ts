/** `/api/metrics`: Prometheus text with bounded labels and no personal data. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  answered(route: string, status: number, seconds: number): void;
}

export function metrics(
  region: string,
  gauges: Readonly<Record<string, { readonly help: string; read(): number | Promise<number> }>>,
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
  return {
    registry,
    answered(route, status, duration) {
      requests.inc({ route, status: String(status) });
      seconds.observe({ route }, duration);
    },
  };
}
