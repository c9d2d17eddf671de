import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './lock.ts';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const DIST = path.join(ROOT, 'dist');
const EXIT_WITH_PARENT = new URL('exit-with-parent.mjs', import.meta.url).href;
const SKIPPED = new Set(['node_modules', '.svelte-kit', 'paraglide', 'dist', '.wrangler']);
/** Written by the build of the dashboard beside its settings: an input that a build changes would never be fresh. */
const WRITTEN_BY_BUILDS = ['.gitignore', '.meta.json', 'README.md'].map((name) =>
  path.join('web/project.inlang', name),
);

interface Target {
  name: string;
  /** Files and folders whose content decides whether the output is stale. */
  inputs: string[];
  output: string;
  steps: { cwd: string; args: string[] }[];
}

const wrangler = (...args: string[]) => ({
  cwd: ROOT,
  args: [path.join(ROOT, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', '--dry-run', ...args],
});
const shared = ['packages/contracts', 'packages/core', 'package-lock.json', 'wrangler.toml'];

const TARGETS: Target[] = [
  {
    name: 'api',
    inputs: [...shared, 'workers/api', 'db'],
    output: 'index.js',
    steps: [wrangler('--outdir', 'dist/api', '--env=')],
  },
  {
    name: 'objects',
    inputs: [...shared, 'durable-objects'],
    output: 'index.js',
    steps: [wrangler('--outdir', 'dist/objects', '--env', 'objects')],
  },
  {
    name: 'webhooks',
    inputs: [...shared, 'workers/webhooks'],
    output: 'index.js',
    steps: [wrangler('--outdir', 'dist/webhooks', '--env', 'webhooks')],
  },
  {
    name: 'web',
    inputs: ['packages/contracts', 'packages/core', 'packages/live', 'package-lock.json', 'web'],
    output: 'worker-entry.js',
    steps: [
      {
        cwd: path.join(ROOT, 'web'),
        args: [path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      },
      wrangler('--outdir', path.join(DIST, 'web'), '-c', 'web/wrangler.toml'),
    ],
  },
];

const SESSION_CHILD: Target = {
  name: 'host',
  inputs: [
    'packages/contracts',
    'packages/core',
    'package-lock.json',
    'session-host/src',
    'scripts/local/bundle-session-child.ts',
    'scripts/local/session-child-bundle.ts',
  ],
  output: 'session-child.cjs',
  steps: [
    {
      cwd: ROOT,
      args: ['--disable-warning=ExperimentalWarning', path.join(ROOT, 'scripts/local/bundle-session-child.ts')],
    },
  ],
};

const WORKER_OPTIONS: Target = {
  name: 'options',
  inputs: ['wrangler.toml', 'web/wrangler.toml', 'package-lock.json', 'scripts/local/worker-options.ts'],
  output: '../workers.json',
  steps: [
    { cwd: ROOT, args: ['--disable-warning=ExperimentalWarning', path.join(ROOT, 'scripts/local/worker-options.ts')] },
  ],
};

/** Files below `target` in a fixed order, as paths from the root. */
const filesBelow = (target: string): string[] => {
  if (!existsSync(target)) return [];
  const entries = readdirSync(target, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name));
  return entries.flatMap((entry) => {
    const full = path.join(target, entry.name);
    const fromRoot = path.relative(ROOT, full);
    if (SKIPPED.has(entry.name) || entry.name.endsWith('.test.ts') || WRITTEN_BY_BUILDS.includes(fromRoot)) return [];
    if (entry.isDirectory()) return filesBelow(full);
    return entry.isFile() ? [fromRoot] : [];
  });
};

const inputFilesOf = ({ inputs }: Target): string[] =>
  inputs.flatMap((input) => (path.extname(input) === '' ? filesBelow(path.join(ROOT, input)) : [input]));

/** Every file whose content decides whether something is built. */
export const buildInputs = (): string[] => [
  ...new Set([...TARGETS, SESSION_CHILD, WORKER_OPTIONS].flatMap((target) => inputFilesOf(target))),
];

const inputsHash = (target: Target): string => {
  const hash = createHash('sha256');
  for (const file of inputFilesOf(target)) {
    const full = path.join(ROOT, file);
    hash.update(file).update(existsSync(full) ? readFileSync(full) : '');
  }
  return hash.digest('hex');
};

const run = (step: { cwd: string; args: string[] }): Promise<void> =>
  new Promise((resolve, reject) => {
    let output = '';
    // It ends with its starter, however that ends: a build left over would write into the next one's files.
    const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, ...step.args], {
      cwd: step.cwd,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // As it ships, whoever starts the build: under a test runner's NODE_ENV the dashboard would be a development build.
      env: { ...process.env, NODE_ENV: 'production', WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' },
    });
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`Build failed: ${step.args.slice(1).join(' ')}\n${output.slice(-4000)}`)),
    );
  });

/** Builds what is stale, one process at a time; `say` gets the name of each part that is built. */
export const buildStale = async (say: (name: string) => void): Promise<void> => {
  mkdirSync(DIST, { recursive: true });
  const release = await takeLock(path.join(DIST, 'build.lock'), () => say('in another process; waiting for it'));
  try {
    await buildTargets(say);
  } finally {
    release();
  }
};

const buildTargets = async (say: (name: string) => void): Promise<void> => {
  const build = async (target: Target): Promise<void> => {
    const stamp = path.join(DIST, `${target.name}.stamp`);
    const hash = inputsHash(target);
    const isFresh =
      existsSync(path.join(DIST, target.name, target.output)) &&
      existsSync(stamp) &&
      readFileSync(stamp, 'utf8') === hash;
    if (isFresh) return;
    say(target.name);
    for (const step of target.steps) await run(step);
    writeFileSync(stamp, hash);
  };
  const web = TARGETS.find((target) => target.name === 'web') as Target;
  const workers = TARGETS.filter((target) => target !== web);
  // Two lanes for two cores: the dashboard takes as long as the three Workers together.
  await Promise.all([
    build(web),
    workers.reduce((before, target) => before.then(() => build(target)), Promise.resolve()),
  ]);
  await build(SESSION_CHILD);
  await build(WORKER_OPTIONS);
};
