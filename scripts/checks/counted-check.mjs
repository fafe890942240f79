/**
 * A check that counts: a test runner that reports how many tests passed and failed. A run that counted
 * nothing, or that ended with an error although no test failed, is a failure.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program-check.mjs';

/** `countsOf` turns the runner's JSON report into {passed, failed, skipped}. */
async function countedCheck(script, argsFor, countsOf, envFor = () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), 'evident-report-'));
  const report = join(folder, 'report.json');
  try {
    const { code, output } = await runProgram(process.execPath, [script, ...argsFor(report)], envFor(report));
    const counts = existsSync(report)
      ? countsOf(JSON.parse(readFileSync(report, 'utf8')))
      : { passed: 0, failed: 0, skipped: 0 };
    const unseen = counts.failed === 0 && (code !== 0 || counts.passed === 0);
    return { ...counts, failed: counts.failed + (unseen ? 1 : 0), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function vitestCheck(project) {
  return countedCheck(
    'node_modules/vitest/vitest.mjs',
    (report) => ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) => {
      // A file that could not be loaded has no failed test of its own.
      const brokenFiles = testResults.filter(
        ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
      ).length;
      return { passed: numPassedTests, failed: numFailedTests + brokenFiles, skipped: numPendingTests + numTodoTests };
    },
    () => ({ NODE_ENV: 'test' }),
  );
}

export function playwrightCheck() {
  return countedCheck(
    'node_modules/@playwright/test/cli.js',
    () => ['test', '--reporter=list,json'],
    ({ stats, errors }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + (errors.length > 0 ? 1 : 0),
      skipped: stats.skipped,
    }),
    (report) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
  );
}
