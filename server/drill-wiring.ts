/** The drills of one region's web, handed their stage; null where drills are off. */
import type { Config } from './config';
import { systemClock as clock } from './ports/clock';
import { httpDrillStage } from './ports/http-drill-stage';
import { DrillConductor } from './services/drill-conductor';
import { drillRunStore } from './stores/drill-runs';
import type { Sql } from './stores/sql';

export function wireDrills({ drills, payments, ports }: Config, sql: Sql): DrillConductor | null {
  if (!drills.enabled || payments.provider !== 'sandbox') return null;
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const stage = httpDrillStage({
    shops: { east: at(ports.east), west: at(ports.west) },
    sandbox: at(ports.sandbox),
    drills: at(ports.drills),
  });
  return new DrillConductor({ clock, stage, runs: drillRunStore(sql) });
}
