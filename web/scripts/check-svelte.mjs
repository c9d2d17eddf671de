// Type-checks the dashboard, then proves that the checker is awake: a component with a planted error must be reported.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireNode24, ROOT } from '../../scripts/bootstrap/node24.mjs';

const WEB = path.join(ROOT, 'web');
const MODULES = path.join(ROOT, 'node_modules');

const run = (args) => spawnSync(requireNode24(), args, { cwd: WEB, encoding: 'utf8' });
const check = (...args) =>
  run([
    path.join(MODULES, 'svelte-check/bin/svelte-check'),
    '--fail-on-warnings',
    '--output',
    'human-verbose',
    ...args,
  ]);

// Types and messages are generated: those of the last build may be older than the catalogue.
run([path.join(MODULES, '@sveltejs/kit/svelte-kit.js'), 'sync']);
run([
  path.join(MODULES, '@inlang/paraglide-js/bin/run.js'),
  'compile',
  '--project',
  './project.inlang',
  '--outdir',
  './src/lib/paraglide',
]);
const real = check('--tsconfig', './tsconfig.json');
if (real.status !== 0) {
  console.error(`${real.stdout}${real.stderr}`);
  process.exit(1);
}

const folder = path.join(WEB, '.planted-error');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
try {
  writeFileSync(
    path.join(folder, 'Planted.svelte'),
    '<script lang="ts">\n  const planted: number = "text";\n</script>\n\n{planted.toFixed()}\n',
  );
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: ['./Planted.svelte'], exclude: [] }),
  );
  const planted = check('--tsconfig', './.planted-error/tsconfig.json');
  if (planted.status === 0 || !/Planted\.svelte/.test(planted.stdout)) {
    console.error('The checker reported nothing about a planted error: its silence proves nothing.\n' + planted.stdout);
    process.exit(1);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('svelte-check is clean, and it reports a planted error.');
