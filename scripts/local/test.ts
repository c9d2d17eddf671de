/**
 * `npm test` under Node 24: every test but load, in the order pure → workerd → real browser and product, and one
 * summary line. A filter narrows it: `npm test -- webhooks`. `npm run test:sweep` looks at every page in every look,
 * of which `npm test` takes a sample that changes by the day (R-2).
 *
 * A test that fails has one more attempt, for real browsers and killed processes share a busy machine; what needed it
 * is named above the summary, never hidden. `npm test -- --retry=0` takes it away.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildStale, ROOT } from './build.ts';
import { requireChromium } from './chromium.ts';
import { UsageError } from './options.ts';
import { readReport, type SuiteResult } from './test-report.ts';

const SUITES = [
  { name: 'pure and host', config: 'vitest.config.ts' },
  { name: 'workerd', config: 'vitest.workers.config.ts' },
  { name: 'browser and product', config: 'vitest.browser.config.ts' },
];

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
        ...(filters.some((option) => option.startsWith('--retry')) ? [] : ['--retry=1']),
        ...filters,
      ],
      { cwd: ROOT, stdio: 'inherit' },
    );
    child.on('exit', (code) => resolve(code ?? 1));
  });

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

const listed = (title: string, names: string[]): void => {
  if (names.length > 0) console.log(`\n${title}\n${names.map((name) => `  ${name}`).join('\n')}`);
};

const main = async (): Promise<number> => {
  const isSweep = process.argv.includes('--sweep');
  if (isSweep) process.env.WAQTOR_SWEEP = 'full';
  const filters = isSweep ? ['test/web/sweep'] : process.argv.slice(2);
  process.env.WAQTOR_CHROMIUM = requireChromium((line) => console.error(`· ${line}`));
  await buildStale((name) => console.error(`· Building ${name}`));
  mkdirSync(path.join(ROOT, '.waqtor'), { recursive: true });
  const reports = mkdtempSync(path.join(tmpdir(), 'waqtor-test-'));
  const results: SuiteResult[] = [];
  for (const [index, suite] of SUITES.entries()) {
    console.error(`\n· Suite ${index + 1} of ${SUITES.length}: ${suite.name}`);
    const file = path.join(reports, `${index}.json`);
    results.push(readReport(file, await runSuite(suite.config, file, filters)));
  }
  rmSync(reports, { recursive: true, force: true });
  const failures = results.flatMap((result) => result.failures);
  const passed = sum(results.map((result) => result.passed));
  listed(
    'Passed at the second attempt:',
    results.flatMap(({ secondAttempts }) => secondAttempts),
  );
  listed('Failed:', failures);
  console.log(`\n${passed} passed, ${failures.length} failed, ${sum(results.map(({ skipped }) => skipped))} skipped`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof UsageError || error instanceof Error ? error.message : 'The tests could not be run.');
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
