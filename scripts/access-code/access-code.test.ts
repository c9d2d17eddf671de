import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../local/build.ts';
import { UsageError } from '../local/options.ts';
import { findDeployment } from './deployment.ts';
import { parseOptions } from './options.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const ARGS = ['--workspace', 'wsp_0000000000', '--gates', 'campaigns, reports', '--days', '30'];

const dataDir = (files: Record<string, object>): string => {
  const dir = mkdtempSync(path.join(tmpdir(), 'waqtor-access-code-'));
  ends.push(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), JSON.stringify(content));
  return dir;
};

describe('options of access-code', () => {
  it('A-5 say for which workspace, which gates, how long', () => {
    expect(parseOptions([...ARGS, '--expires-in', '2', '--url', 'https://shop.example/'], '/here')).toEqual({
      workspaceId: 'wsp_0000000000',
      gates: ['campaigns', 'reports'],
      days: 30,
      expiresInDays: 2,
      url: 'https://shop.example',
      dataDir: '/here/.waqtor',
    });
    expect(parseOptions(['--help'], '/here')).toBe('help');
  });

  it.each([
    [[], '--gates is missing'],
    [ARGS.slice(0, 4), '--days is missing'],
    [ARGS.slice(2), '--workspace is missing'],
    [[...ARGS, '--days', 'soon'], '--days takes a number of days'],
    [[...ARGS, '--secret', 'x'], "Unknown option '--secret'"],
  ])('A-5 refuse %j in a sentence that says what to do', (argv, sentence) => {
    expect(() => parseOptions(argv, '/')).toThrow(UsageError);
    expect(() => parseOptions(argv, '/')).toThrow(sentence);
  });
});

describe('the deployment that access-code asks', () => {
  it('A-5 is the local run by its own files', () => {
    const dir = dataDir({ 'dev.json': { apiUrl: 'http://127.0.0.1:1' }, 'secrets.json': { bootstrapSecret: 's' } });
    expect(findDeployment({ url: null, dataDir: dir }, {})).toEqual({ url: 'http://127.0.0.1:1', secret: 's' });
  });

  it('A-5 is named by --url, with the secret of the environment', () => {
    const options = { url: 'https://shop.example', dataDir: '/nowhere' };
    expect(findDeployment(options, { WAQTOR_BOOTSTRAP_SECRET: 's' })).toEqual({ url: options.url, secret: 's' });
    expect(() => findDeployment(options, {})).toThrow('WAQTOR_BOOTSTRAP_SECRET');
  });

  it('A-5 is asked for in a sentence when nothing runs here', () => {
    expect(() => findDeployment({ url: null, dataDir: dataDir({}) }, {})).toThrow('run npm start first');
    const dir = dataDir({ 'dev.json': {}, 'secrets.json': {} });
    expect(() => findDeployment({ url: null, dataDir: dir }, {})).toThrow('not the folder of a local run');
  });
});

describe('npm run access-code', () => {
  /** An API that answers this, and what it was asked. */
  const api = async (status: number, answer: object) => {
    const asked: { url?: string; secret?: string | string[]; body?: unknown } = {};
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        Object.assign(asked, {
          url: request.url,
          secret: request.headers['x-waqtor-bootstrap'],
          body: JSON.parse(text),
        });
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => server.close());
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };

  const run = (args: string[]): Promise<{ code: number | null; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.join(ROOT, 'scripts/access-code.ts'), ...args], {
        env: { ...process.env, WAQTOR_BOOTSTRAP_SECRET: 'operator-secret' },
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => (out += String(chunk)));
      child.stderr.on('data', (chunk) => (err += String(chunk)));
      child.on('close', (code) => resolve({ code, out, err }));
    });

  it('A-5 prints the code alone on its output', async () => {
    const made = { code: '0420', gates: ['campaigns'], days: 30, workspaceId: 'wsp_0000000000', expiresAt: 'then' };
    const { asked, url } = await api(201, made);
    expect(await run([...ARGS, '--url', url])).toMatchObject({ code: 0, out: '0420\n' });
    expect(asked).toEqual({
      url: '/api/operator/access-codes',
      secret: 'operator-secret',
      body: { workspaceId: 'wsp_0000000000', gates: ['campaigns', 'reports'], days: 30 },
    });
  });

  it('A-5 says what the API refused, and fails', async () => {
    const errors = [{ pointer: '/gates/0', code: 'invalid_value', message: 'is not known' }];
    const { url } = await api(422, { title: 'Some fields are not valid.', detail: 'Correct them.', errors });
    const { code, out, err } = await run([...ARGS, '--url', url]);
    expect([code, out, err]).toEqual([2, '', 'Some fields are not valid. /gates/0 is not known. Correct them.\n']);
  });

  it('A-5 says what is wrong when nobody answers', async () => {
    const { code, err } = await run([...ARGS, '--url', 'http://127.0.0.1:9']);
    expect([code, err]).toEqual([2, 'http://127.0.0.1:9 does not answer: is it running there?\n']);
  });
});
