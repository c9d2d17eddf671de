import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './build.ts';
import { readReport } from './test-report.ts';

describe('R-2 the summary of the tests', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'waqtor-report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (status: string, tests: { status: string; failureMessages: string[] }[], exitCode: number) => {
    const file = path.join(folder, 'report.json');
    const assertionResults = tests.map((test, index) => ({ fullName: `test ${index + 1}`, ...test }));
    const numPassedTests = tests.filter((test) => test.status === 'passed').length;
    const report = { numPassedTests, numPendingTests: 0, numTodoTests: 0 };
    const testResults = [{ name: path.join(ROOT, 'a.test.ts'), status, assertionResults }];
    writeFileSync(file, JSON.stringify({ ...report, testResults }));
    return readReport(file, exitCode);
  };

  it('R-2 names what failed, and what passed only at its second attempt', () => {
    const tests = [
      { status: 'passed', failureMessages: [] },
      { status: 'passed', failureMessages: ['first attempt'] },
      { status: 'failed', failureMessages: ['first attempt', 'second attempt'] },
    ];
    expect(read('failed', tests, 1)).toEqual({
      passed: 2,
      skipped: 0,
      failures: ['a.test.ts: test 3'],
      secondAttempts: ['a.test.ts: test 2'],
    });
  });

  it('R-2 counts a file that did not load as one failure', () => {
    expect(read('failed', [], 1).failures).toEqual(['a.test.ts']);
  });

  it('R-2 counts an error outside every test', () => {
    expect(read('passed', [{ status: 'passed', failureMessages: [] }], 1).failures).toHaveLength(1);
  });

  it('R-2 counts a runner that wrote nothing', () => {
    expect(readReport(path.join(folder, 'none.json'), 0).failures).toHaveLength(1);
  });
});
