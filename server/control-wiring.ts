/** The switches of one region, handed their stores: every process reads them, the worker tells the other region. */
import { randomBytes, randomUUID } from 'node:crypto';
import { ID_BYTES, requestIdFrom } from './domain/ids';
import { systemClock as clock } from './ports/clock';
import type { RealParts } from './real-parts';
import { ControlExchange } from './services/control-exchange';
import { ControlReader } from './services/control-reader';
import { controlReaderStore } from './stores/control-readers';
import { controlStore } from './stores/controls';
import { degradedModeStore } from './stores/degraded-modes';

export function wireControlReader({ region, sql }: Pick<RealParts, 'region' | 'sql'>, role: 'web' | 'worker') {
  return new ControlReader({
    process: `${role}-${region}-${process.pid}-${randomUUID().slice(0, 8)}`,
    role,
    region,
    clock,
    controls: controlStore(sql),
    modes: degradedModeStore(sql),
    readers: controlReaderStore(sql),
  });
}

export function wireControlExchange({ link, region, sql }: Pick<RealParts, 'link' | 'region' | 'sql'>) {
  return new ControlExchange({
    region,
    clock,
    controls: controlStore(sql),
    readers: controlReaderStore(sql),
    modes: degradedModeStore(sql),
    link,
    newRequestId: () => requestIdFrom(randomBytes(ID_BYTES)),
  });
}
