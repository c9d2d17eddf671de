import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildInputs, ROOT } from './build.ts';

// Only git knows what is generated; a tree without its history has nobody to ask.
describe.skipIf(!existsSync(path.join(ROOT, '.git')))('what is built anew', () => {
  it('R-1 depends on no file that a build writes: what was just built is fresh', () => {
    const inputs = buildInputs();
    expect(inputs.length).toBeGreaterThan(500);
    // Whatever a build writes into the tree is ignored by git; `check-ignore` exits with 1 when nothing is.
    const ignored = (() => {
      try {
        return execFileSync('git', ['check-ignore', '--stdin'], { cwd: ROOT, input: inputs.join('\n') }).toString();
      } catch (error) {
        if ((error as { status?: number }).status === 1) return '';
        throw error;
      }
    })();
    expect(ignored.trim()).toBe('');
  });
});
