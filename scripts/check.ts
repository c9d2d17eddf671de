/** `npm run check`: everything that can be known without running the product. Each step names itself; all run. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './local/build.ts';

const bin = (relative: string): string => path.join(ROOT, 'node_modules', relative);
const STEPS: { name: string; args: string[]; cwd?: string }[] = [
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  {
    name: 'import rules',
    args: [
      bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'packages',
      'db',
      'workers',
      'durable-objects',
      'session-host',
      'web/src',
    ],
  },
  { name: 'types: packages', args: [bin('typescript/bin/tsc'), '-p', 'packages/tsconfig.json'] },
  { name: 'types: workers', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.workers.json'] },
  { name: 'types: node', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.node.json'] },
  {
    name: 'types: web (with a planted error)',
    args: [path.join(ROOT, 'web/scripts/check-svelte.mjs')],
    cwd: path.join(ROOT, 'web'),
  },
  { name: 'generated files are current', args: [path.join(ROOT, 'scripts/generate.ts'), '--check'] },
  {
    name: 'API description: redocly',
    args: [bin('@redocly/cli/bin/cli.js'), 'lint', '--config', 'redocly.yaml', 'docs/reference/openapi.json'],
  },
  {
    name: 'API description: spectral',
    args: [
      bin('@stoplight/spectral-cli/dist/index.js'),
      'lint',
      '--ruleset',
      '.spectral.yaml',
      '--fail-severity',
      'warn',
      'docs/reference/openapi.json',
    ],
  },
  { name: 'API changes break nobody', args: [path.join(ROOT, 'scripts/api-changes.ts')] },
];

const only = process.argv.slice(2);
let failures = 0;
for (const step of STEPS) {
  if (only.length > 0 && !only.some((word) => step.name.includes(word))) continue;
  const startedAt = Date.now();
  const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...step.args], {
    cwd: step.cwd ?? ROOT,
    encoding: 'utf8',
  });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const isClean = result.status === 0;
  console.log(`${isClean ? '✓' : '✗'} ${step.name} (${seconds} s)`);
  if (!isClean) {
    failures += 1;
    console.log(`${result.stdout}${result.stderr}`.trim());
  }
}
console.log(failures === 0 ? 'check is clean' : `${failures} of ${STEPS.length} checks failed`);
process.exitCode = failures === 0 ? 0 : 1;
