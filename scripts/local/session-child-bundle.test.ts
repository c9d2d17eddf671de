import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIST } from './build.ts';
import { bundleSessionChild } from './session-child-bundle.ts';

/** Told by the child when it is asked: what CommonJS and Node itself have loaded. */
const TELLS_MODULES = `process.on('message', (message) => {
  if (message.type !== 'modules') return;
  process.send({ type: 'modules', files: Object.keys(require.cache), own: process.moduleLoadList });
});`;

describe('the bundle of a session', () => {
  // Below the root: the library is looked for from where the bundle lies.
  let folder: string;
  beforeAll(async () => {
    mkdirSync(DIST, { recursive: true });
    folder = mkdtempSync(path.join(DIST, 'bundle-test-'));
    await bundleSessionChild(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const modulesOfAnEngine = async (): Promise<{ files: string[]; own: string[] }> => {
    const preload = path.join(folder, 'tells-modules.cjs');
    writeFileSync(preload, TELLS_MODULES);
    const child = fork(path.join(folder, 'session-child.cjs'), { execArgv: ['--require', preload] });
    try {
      return await new Promise((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`The child ended with ${code}.`)));
        child.on('message', (message: { type: string; files: string[]; own: string[] }) => {
          if (message.type === 'created') child.send({ type: 'modules' });
          if (message.type === 'log') reject(new Error('The engine could not be made.'));
          if (message.type === 'modules') resolve(message);
        });
        // Any program will do: it is started with the engine, not with its making.
        const engine = { kind: 'real', simulatorUrl: null, chromiumPath: process.execPath };
        const profileDir = path.join(folder, 'profile');
        child.send({ type: 'create', sessionId: 's', profileDir, engine, takesOver: false });
      });
    } finally {
      child.kill('SIGKILL');
    }
  };

  it('S-4 loads the library and a lean puppeteer into each process, and nothing that nobody calls', async () => {
    const { files, own } = await modulesOfAnEngine();
    const packages = files.map(
      (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? path.basename(file),
    );
    expect(packages).toContain('whatsapp-web.js');
    expect(packages).toContain('puppeteer.cjs');
    const known = ['whatsapp-web.js', 'puppeteer.cjs', 'session-child.cjs', 'tells-modules.cjs', 'waqtor:never-called'];
    expect(packages.filter((name) => !known.includes(name))).toEqual([]);
    expect(own.filter((name) => /undici|NativeModule (http|https|tls)$/.test(name))).toEqual([]);
  });
});
