// `npm run build -w web`: the Kit build under Node 24. `wrangler deploy -c web/wrangler.toml` bundles it afterwards.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requireNode24, ROOT } from '../../scripts/bootstrap/node24.mjs';

const WEB = path.join(ROOT, 'web');
const MODULES = path.join(ROOT, 'node_modules');

const vite = path.join(MODULES, 'vite/bin/vite.js');
const { status } = spawnSync(requireNode24(), [vite, 'build', ...process.argv.slice(2)], {
  cwd: WEB,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
