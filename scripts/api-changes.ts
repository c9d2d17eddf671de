/**
 * `npm run check`, step "API changes": does the generated description break a client of the last committed one? An
 * intended break stands in docs/reference/api-breaks.json with its reason: `[{"change": "<the sentence>", "reason": "…"}]`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { breakingChanges } from './api-changes/breaking-changes.ts';
import { ROOT } from './local/build.ts';

const DOCUMENT = 'docs/reference/openapi.json';
const ALLOWED = 'docs/reference/api-breaks.json';
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

const committed = (): unknown => {
  const shown = spawnSync('git', ['show', `HEAD:${DOCUMENT}`], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: MAX_DOCUMENT_BYTES,
  });
  return shown.status === 0 ? JSON.parse(shown.stdout) : null;
};

const before = committed();
if (before === null) console.log(`There is no committed ${DOCUMENT} to compare with.`);
else {
  const allowed = new Set((read(ALLOWED) as { change: string; reason: string }[]).map(({ change }) => change));
  const breaks = breakingChanges(before, read(DOCUMENT)).filter((change) => !allowed.has(change));
  for (const change of breaks) console.log(`breaks clients: ${change}`);
  if (breaks.length > 0) console.log(`Make the change additive, or add the sentence and its reason to ${ALLOWED}.`);
  process.exitCode = breaks.length > 0 ? 1 : 0;
}
