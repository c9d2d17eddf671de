import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './build.ts';

export interface SuiteResult {
  passed: number;
  skipped: number;
  /** `file: test` of each that failed, or the file alone when it did not load. */
  failures: string[];
  /** `file: test` of each that passed after it had failed. */
  secondAttempts: string[];
}

interface FileReport {
  name: string;
  status: string;
  assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
}

/** What vitest's JSON reporter writes, as far as we read it. */
interface Report {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: FileReport[];
}

const testsWithErrors = ({ name, assertionResults }: FileReport, status: string): string[] =>
  assertionResults
    .filter((test) => test.status === status && test.failureMessages.length > 0)
    .map((test) => `${path.relative(ROOT, name)}: ${test.fullName}`);

/** A file that failed without a failed test did not load, or its preparation failed. */
const fallenFile = ({ name, status, assertionResults }: FileReport): string[] =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed') ? [path.relative(ROOT, name)] : [];

/** What a suite came to, by the report it wrote and the code it ended with; what cannot be read is a failure. */
export const readReport = (file: string, exitCode: number): SuiteResult => {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { passed: 0, skipped: 0, failures: ['The runner ended before it wrote its report.'], secondAttempts: [] };
  }
  const failures = report.testResults.flatMap((each) => [...fallenFile(each), ...testsWithErrors(each, 'failed')]);
  if (failures.length === 0 && exitCode !== 0) failures.push(`An error outside the tests (exit code ${exitCode}).`);
  return {
    passed: report.numPassedTests,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
    secondAttempts: report.testResults.flatMap((each) => testsWithErrors(each, 'passed')),
  };
};
