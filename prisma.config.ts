/**
 * For Prisma's own command line only (`prisma migrate`, `prisma studio`), on the database in
 * DATABASE_URL_EAST. The store applies its migrations itself: server/platform/migrations.ts.
 */
import { defineConfig } from 'prisma/config';
import { config } from './server/config';

const url = config().database.eastUrl;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
