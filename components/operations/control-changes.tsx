import { Button } from '@/components/ui/button';
import { formatNear } from '@/components/ui/format-time';
import table from '@/components/ui/table.module.css';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { Control, ControlValue } from '@/server/domain/control';
import { changeWords } from '@/server/domain/control-words';
import styles from './control-changes.module.css';

export interface ControlChangeRow {
  readonly name: string;
  readonly control: Control;
  readonly value: ControlValue;
  readonly before: ControlValue | null;
  readonly version: number;
  readonly origin: string;
  readonly reason: string;
  readonly changedBy: string;
  readonly changedAtMs: number;
  readonly acknowledgedBy: number;
}

interface ControlChangesProps {
  readonly changes: readonly ControlChangeRow[];
  readonly nowMs: number;
  /** Null: this change cannot be undone from here, because a later one stands over it, or this person may not. */
  readonly undo: (change: ControlChangeRow) => (() => void) | null;
}

const REGIONS = 2;

/** Who set what, when and why, and how many regions go by it; the newest of a switch can be undone. */
export function ControlChanges({ changes, nowMs, undo }: ControlChangesProps) {
  return (
    <div className={table.scroll} role="region" aria-label="Last changes" tabIndex={0}>
      <table className={`${table.table} ${styles.changes}`}>
        <thead>
          <tr>
            <th>When</th>
            <th>Version</th>
            <th>Who</th>
            <th>Change</th>
            <th>Reason</th>
            <th>Acknowledged</th>
            <th>
              <span className="sr">Undo</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => {
            const undoIt = undo(change);
            return (
              <tr key={`${change.name} ${change.version} ${change.origin}`}>
                <td className="tn">{formatNear(change.changedAtMs, nowMs, 'clock', CONSOLE_ZONE)}</td>
                <td className="tn">{change.version}</td>
                <td title={change.changedBy}>{change.changedBy.replace(/^staff:/, '')}</td>
                <td>{changeWords(change.control, change.value)}</td>
                <td title={change.reason}>{change.reason}</td>
                <td>
                  {change.acknowledgedBy < REGIONS ? (
                    <span className="tone medium" data-tone="amber">
                      {change.acknowledgedBy} of {REGIONS}
                    </span>
                  ) : (
                    `${REGIONS} of ${REGIONS}`
                  )}
                </td>
                <td>
                  {undoIt === null ? null : (
                    <Button
                      size="sm"
                      onClick={undoIt}
                      aria-label={`Undo: ${changeWords(change.control, change.value)}`}
                    >
                      Undo
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
