/**
 * `npm test` under Node 24: every test but load, in the order pure → workerd → real browser and product, and one
 * summary line. A filter narrows it: `npm test -- webhooks`. `npm run test:sweep` looks at every page in every look,
 * of which `npm test` takes a sample that changes by the day.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildStale, ROOT } from './build.ts';
import { requireChromium } from './chromium.ts';
import { UsageError } from './options.ts';

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

const SUITES = [
  { name: 'pure and host', config: 'vitest.config.ts' },
  { name: 'workerd', config: 'vitest.workers.config.ts' },
  { name: 'browser and product', config: 'vitest.browser.config.ts' },
];

/** What vitest's JSON reporter writes, as far as we read it. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  success: boolean;
}

const runSuite = (config: string, outputFile: string, filters: string[]): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        path.join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--config',
        config,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${outputFile}`,
        '--passWithNoTests',
        ...filters,
      ],
      { cwd: ROOT, stdio: 'inherit' },
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });

const readReport = (file: string, exitCode: number): Totals => {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    // The runner died before it wrote a report: that is one failure, never silence.
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A suite can fail without a failed test: an error outside any test, or a file that does not load.
  const failed = report.numFailedTests === 0 && exitCode !== 0 ? 1 : report.numFailedTests;
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
};

const main = async (): Promise<number> => {
  const isSweep = process.argv.includes('--sweep');
  if (isSweep) process.env.WAQTOR_SWEEP = 'full';
  const filters = isSweep ? ['test/web/sweep'] : process.argv.slice(2);
  process.env.WAQTOR_CHROMIUM = requireChromium((line) => console.error(`· ${line}`));
  await buildStale((name) => console.error(`· Building ${name}`));
  mkdirSync(path.join(ROOT, '.waqtor'), { recursive: true });
  const reports = mkdtempSync(path.join(tmpdir(), 'waqtor-test-'));
  const totals: Totals = { passed: 0, failed: 0, skipped: 0 };
  for (const [index, suite] of SUITES.entries()) {
    console.error(`\n· Suite ${index + 1} of ${SUITES.length}: ${suite.name}`);
    const file = path.join(reports, `${index}.json`);
    const result = readReport(file, await runSuite(suite.config, file, filters));
    totals.passed += result.passed;
    totals.failed += result.failed;
    totals.skipped += result.skipped;
  }
  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UsageError || error instanceof Error ? error.message : 'The tests could not be run.');
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
