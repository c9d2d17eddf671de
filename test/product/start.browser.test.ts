import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { until } from '../../packages/testing/src/condition.ts';
import { browsersOf, processesNaming } from '../../packages/testing/src/processes.ts';
import { isPortFree } from '../../scripts/local/ports.ts';
import { type Product, startProduct } from '../../packages/testing/src/product.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const READY_LIMIT_MS = 60_000;

const start = (args: string[], env: Record<string, string> = {}): { code: number | null; said: string } => {
  const result = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'scripts/local/start.ts', '--no-open', ...args],
    {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 30_000,
      env: { ...process.env, ...env },
    },
  );
  return { code: result.status, said: result.stderr.replace(/^· .*\n/gm, '').trim() };
};

describe('npm start', () => {
  let product: Product;
  afterAll(() => product?.stop());

  it('R-1 is ready within 60 s, the demo login works, the session shows a code', async () => {
    product = await startProduct();
    expect(product.startedMs).toBeLessThan(READY_LIMIT_MS);
    expect(await product.sessionState()).toMatchObject({ status: 'qr' });
    const { url, email, password } = product.dev;
    const signIn = await fetch(`${url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email, password }),
    });
    expect(signIn.status).toBe(200);
    const cookie = signIn.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const me = await fetch(`${url}/api/user`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ email, role: 'owner', deployment: { isSimulated: true } });
  });

  it('R-1 a second instance with another port and folder works beside the first', async () => {
    const second = await startProduct();
    expect(await second.sessionState()).toMatchObject({ status: 'qr' });
    await second.stop();
    expect(await product.sessionState()).toMatchObject({ status: 'qr' });
  });

  it('S-5 no process of the run is left after Ctrl-C', async () => {
    await product.link();
    expect(browsersOf(product.dataDir)).toHaveLength(1);
    await product.stop('SIGINT');
    await until('every process to end', () => processesNaming(product.dataDir).length === 0, 10_000);
    // The Workers runtime names no folder in its command line; its port tells.
    await until('the port to be free', () => isPortFree(product.port), 10_000);
  });

  it('S-4 S-5 after kill -9 of the starter and a new start no old browser is left and the login is still there', async () => {
    const first = await startProduct();
    await first.link();
    first.keepData();
    process.kill(first.starterPid, 'SIGKILL');
    const second = await startProduct({ dataDir: first.dataDir, port: first.port });
    await until('the one browser of the new run', () => browsersOf(first.dataDir).length === 1, 20_000);
    await second.untilReady();
    expect(browsersOf(first.dataDir)).toHaveLength(1);
    await second.stop();
  });
});

describe('npm start with bad input says one sentence and what to do', () => {
  it('R-1 a taken port', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-port-'));
    // The blocker lives in this process, which spawnSync would freeze: a listening socket answers all the same.
    const { code, said } = start(['--port', String(port), '--data', folder]);
    expect(code).toBe(2);
    expect(said).toContain(`Port ${port} is taken by another program`);
    expect(said.split('\n')).toHaveLength(1);
    blocker.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a wrong option', ['--colour'], "Unknown option '--colour'"],
    ['a port that is none', ['--port', 'eighty'], '--port takes a whole number'],
  ])('R-1 %s', (_what, args, sentence) => {
    const { code, said } = start(args);
    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('R-1 a data folder that cannot be used', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-data-'));
    writeFileSync(path.join(folder, 'file'), '');
    const { code, said } = start(['--data', path.join(folder, 'file')]);
    expect(code).toBe(2);
    expect(said).toContain('cannot be read and written');
    rmSync(folder, { recursive: true });
  });

  it('R-1 damaged secrets are told, not overwritten', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-data-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'secrets.json'), '{"authSecret":');
    const { code, said } = start(['--data', folder, '--port', '1']);
    expect(code).toBe(2);
    expect(said).toContain('is damaged');
    expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe('{"authSecret":');
    rmSync(folder, { recursive: true });
  });

  it('R-1 a Chromium that is not there', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-data-'));
    const { code, said } = start(['--data', folder], { WAQTOR_CHROMIUM: '/nowhere/chromium' });
    expect(code).toBe(2);
    expect(said).toContain('WAQTOR_CHROMIUM names /nowhere/chromium, which does not exist');
    rmSync(folder, { recursive: true });
  });
});
