/** Settlement statements of one region's web: its half of an import, the doors of the console, and what the console reads. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StaffSession } from './domain/staff';
import { isStatementDownload, statementDownload } from './http/statement-download';
import { STATEMENTS_PATH, statementUpload } from './http/statement-upload';
import { systemClock as clock } from './ports/clock';
import type { RegionRouter } from './services/region-router';
import { RegionalStatements } from './services/regional-statements';
import { StatementImporter } from './services/statement-importer';
import { StatementKeeper } from './services/statement-keeper';
import { type StatementSide, statementSide } from './services/statement-side';
import { statementReadStore } from './stores/statement-reads';
import { statementStore } from './stores/statements';
import { unlinedOperationStore } from './stores/unlined-operations';
import type { WiredWeb } from './wiring';

type Ground = Pick<WiredWeb, 'region' | 'sql' | 'directory' | 'accountMark'>;

const keeperOf = ({ accountMark, directory, region, sql }: Ground): StatementKeeper =>
  new StatementKeeper({
    region,
    clock,
    owners: directory,
    statements: statementStore(sql),
    unlined: unlinedOperationStore(sql),
    accountMark,
  });

/** What this region answers about its own lines. */
export const wireStatementSide = (parts: Ground): StatementSide =>
  statementSide({
    keeper: keeperOf(parts),
    statements: statementStore(parts.sql),
    reads: statementReadStore(parts.sql),
  });

export interface StatementDoorParts {
  readonly origin: string;
  readonly ownOrigins: readonly string[];
  session(headers: Headers): Promise<StaffSession | null>;
  newRequestId(): string;
  onFailure(error: unknown, requestId: string): void;
}

export function wireStatements(parts: Ground, router: RegionRouter, door: StatementDoorParts) {
  const { region } = parts;
  const statements = new RegionalStatements({ region, clock, router, newRequestId: door.newRequestId });
  const importer = new StatementImporter({ region, clock, keeper: keeperOf(parts), router });
  const upload = statementUpload({ importer, ...door });
  const download = statementDownload({ statements, ...door });
  return {
    statements,
    /** Null: this path is somebody else's. */
    doorOf(path: string): ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null {
      if (path === STATEMENTS_PATH) return upload;
      return isStatementDownload(path) ? download : null;
    },
  };
}
