// Plain JavaScript for Node ≥ 18.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT, requireNode24 } from './node24.mjs';

/** Runs a TypeScript file under Node 24 with this process's streams and signals; ends with its exit code. */
export const runUnderNode24 = (script, args) => {
  const child = spawn(requireNode24(), ['--disable-warning=ExperimentalWarning', path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', WRANGLER_SEND_METRICS: 'false' },
  });
  // The child has its own handlers; a terminal's Ctrl-C reaches the whole group anyway.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
};
