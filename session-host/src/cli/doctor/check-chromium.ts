import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserMissing, findChromium } from '../../engine/wwebjs/chromium.ts';
import { killProcessTree } from '../../sessions/process-tree.ts';
import { type Check, failed, ok } from './check.ts';

const VERSION_DEADLINE_MS = 10_000;
const START_DEADLINE_MS = 30_000;
const MAX_OUTPUT_CHARS = 20_000;

interface Run {
  exitCode: number | null;
  output: string;
  isLate: boolean;
}

/** Runs the browser until it ends or the deadline comes; nothing of it is left. */
const runToEnd = (path: string, args: string[], deadlineMs: number): Promise<Run> =>
  new Promise((resolve) => {
    let output = '';
    let isLate = false;
    const child: ChildProcess = spawn(path, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    const timer = setTimeout(() => {
      isLate = true;
      if (child.pid !== undefined) killProcessTree([child.pid]);
    }, deadlineMs);
    const end = (exitCode: number | null): void => {
      clearTimeout(timer);
      resolve({ exitCode, output, isLate });
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MAX_OUTPUT_CHARS) output += text;
    });
    child.once('error', () => end(null));
    child.once('close', end);
  });

const start = async (path: string): Promise<Check> => {
  const profile = mkdtempSync(join(tmpdir(), 'waqtor-doctor-'));
  try {
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const { exitCode, isLate } = await runToEnd(
      path,
      [
        '--headless',
        ...sandbox,
        '--disable-gpu',
        '--disable-dev-shm-usage',
        `--user-data-dir=${profile}`,
        '--dump-dom',
        'about:blank',
      ],
      START_DEADLINE_MS,
    );
    if (isLate)
      return failed(`Chromium did not open a page within ${START_DEADLINE_MS / 1000} seconds: try it by hand.`);
    if (exitCode === 0) return ok('Chromium starts.');
    return failed(
      `Chromium does not start (exit code ${exitCode ?? 'none'}): install its packages, and allow user namespaces for its sandbox.`,
    );
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
};

/** Found, its version, and that a page opens. */
export const checkChromium = async (explicit: string | null): Promise<Check[]> => {
  let path: string;
  try {
    path = findChromium(explicit).path;
  } catch (error) {
    if (error instanceof BrowserMissing) return [failed(error.message)];
    throw error;
  }
  const { output, exitCode } = await runToEnd(path, ['--version'], VERSION_DEADLINE_MS);
  if (exitCode !== 0)
    return [failed(`The browser ${path} does not run: install it anew, or name another in WAQTOR_CHROMIUM.`)];
  const version = /\d+(\.\d+)+/.exec(output)?.[0] ?? 'of unknown version';
  return [ok(`Chromium ${version} is at ${path}.`), await start(path)];
};
