import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A process of its own: a rejection that nobody handles belongs to no test. */
const run = (source: string) =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
const listening = `
  const { listenToRejections } = await import(${JSON.stringify(join(import.meta.dirname, 'library-rejections.ts'))});
  listenToRejections((error) => console.log(JSON.stringify(error)));
  setTimeout(() => console.log('alive'), 50);
`;

describe('S-5 rejections that nobody handles', () => {
  it('S-5 tells the bare string that the library throws, and the process lives on', () => {
    const { stdout, status } = run(`${listening} Promise.reject('auth timeout');`);
    expect(stdout.split('\n')).toEqual(['"auth timeout"', 'alive', '']);
    expect(status).toBe(0);
  });

  it('S-5 does not hide an error of our own code', () => {
    const { stdout, status } = run(`${listening} Promise.reject(new TypeError('ours'));`);
    expect(stdout).toBe('');
    expect(status).not.toBe(0);
  });
});
