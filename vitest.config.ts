/** Two kinds of tests: `unit` (pure, in process) and `db` (real PostgreSQL, a fresh database from a template for each file). */
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const tests = [
  'server/**/*.test.ts',
  'components/**/*.test.{ts,tsx}',
  'app/**/*.test.ts',
  'scripts/**/*.test.ts',
  'bench/**/*.test.ts',
];
const databaseTests = '**/*.db.test.ts';

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: tests, exclude: [...configDefaults.exclude, databaseTests] } },
      {
        extends: true,
        test: {
          name: 'db',
          include: [databaseTests],
          globalSetup: ['server/stores/testing/global-setup.ts'],
          // each file has processes of its own beside it, a database at least: of two at a time, on two cores, customers' patience ran out
          maxWorkers: 1,
        },
      },
    ],
  },
});
