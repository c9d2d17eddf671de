// Plain JavaScript for Node ≥ 18: runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './node24.mjs';

const STAMP = path.join(ROOT, 'node_modules', '.waqtor-install');
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');

/** Runs `npm ci` when node_modules is missing or belongs to another lockfile. `say` gets one line. */
export const installWhenNeeded = (say) => {
  const hash = lockHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('Installing packages (npm ci); the first time takes a minute or two');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    // stdout stays free for --json; what npm says is for people.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1' },
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('npm ci failed (see above): check the network and free disk space (about 1 GB), then run it again.');
    process.exit(1);
  }
  writeFileSync(STAMP, hash);
};
