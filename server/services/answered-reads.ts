/** Counts the reads that degraded mode never bounds: what the mode's page calls preserved is a number, too. */
import type { PressureMeter } from './pressure-meter';

export function answeredReads(
  meter: Pick<PressureMeter, 'count' | 'measures'>,
): (route: string, status: number) => void {
  meter.measures(['cart_reads', 'status_reads']);
  return (route, status) => {
    // a token that is wrong was no read
    if (status >= 400) return;
    if (route === 'read_cart') meter.count('cart_reads');
    if (route === 'order_status') meter.count('status_reads');
  };
}
