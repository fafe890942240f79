/**
 * A check that counts: a test runner that reports how many tests passed and failed. A run that counted
 * nothing, or that ended with an error although no test failed, is a failure.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PROJECT } from '../set-up/project.mjs';
import { runProgram } from './program-check.mjs';

/** `countsOf` turns the runner's JSON report into {passed, failed, skipped, names}: the names are of what failed. */
async function countedCheck(script, argsFor, countsOf, envFor = () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), 'evident-report-'));
  const report = join(folder, 'report.json');
  try {
    const { code, output } = await runProgram(process.execPath, [script, ...argsFor(report)], envFor(report));
    const counts = existsSync(report)
      ? countsOf(JSON.parse(readFileSync(report, 'utf8')))
      : { passed: 0, failed: 0, skipped: 0, names: [] };
    const unseen = counts.failed === 0 && (code !== 0 || counts.passed === 0);
    return unseen
      ? { ...counts, failed: 1, names: [`no test failed, and it ended with ${code}`], output }
      : { ...counts, output };
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
      );
      const failed = testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName }) => `${relative(PROJECT, name)}: ${fullName}`),
      );
      return {
        passed: numPassedTests,
        failed: numFailedTests + brokenFiles.length,
        skipped: numPendingTests + numTodoTests,
        names: [...failed, ...brokenFiles.map(({ name }) => `${relative(PROJECT, name)}: could not be loaded`)],
      };
    },
    () => ({ NODE_ENV: 'test' }),
  );
}

export function playwrightCheck() {
  return countedCheck(
    'node_modules/@playwright/test/cli.js',
    () => ['test', '--reporter=list,json'],
    ({ stats, errors, suites }) => ({
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + (errors.length > 0 ? 1 : 0),
      skipped: stats.skipped,
      names: [...suites.flatMap(failedSpecs), ...(errors.length > 0 ? ['an error outside of its tests'] : [])],
    }),
    (report) => ({ PLAYWRIGHT_JSON_OUTPUT_NAME: report }),
  );
}

const failedSpecs = ({ specs = [], suites = [] }) => [
  ...specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file}: ${title}`),
  ...suites.flatMap(failedSpecs),
];
