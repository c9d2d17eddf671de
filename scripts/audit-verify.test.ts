import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('./audit-verify.ts', import.meta.url));
const INTACT = { isIntact: true, sealedRows: 3, unsealedRows: 1, faults: [], head: { seq: 3, hash: 'abc' } };

let server: Server;
let url: string;
let folder: string;
let answer: { status: number; body: string } = { status: 200, body: '' };
let asked: { path: string | undefined; key: unknown } | null = null;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'audit-verify-'));
  server = createServer((request, response) => {
    asked = { path: request.url, key: request.headers['x-api-key'] };
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (args: string[], env: Record<string, string> = { WAQTOR_API_KEY: 'wq_test_mine' }) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const { WAQTOR_API_KEY: _none, ...rest } = process.env;
    execFile(process.execPath, [SCRIPT, ...args], { env: { ...rest, ...env }, cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
const says = (body: unknown, status = 200): void => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
};

describe('npm run audit:verify', () => {
  it('G-7 ends with 0 when the chain is intact, and says what is not sealed yet', async () => {
    says(INTACT);
    const { code, out } = await run(['--url', url]);
    expect(code).toBe(0);
    expect(out).toContain('3 rows sealed');
    expect(out).toContain('ends at 3: abc');
    expect(out).toContain('1 row not sealed yet');
    expect(asked).toEqual({ path: '/api/audit/verify', key: 'wq_test_mine' });
  });

  it('G-7 ends with 1 and names each fault', async () => {
    const faults = [
      { seq: 2, id: 'aud_0000000002', fault: 'altered' },
      { seq: 3, id: 'aud_0000000003', fault: 'missing' },
      { seq: null, id: 'aud_0000000004', fault: 'foreign' },
    ];
    says({ ...INTACT, isIntact: false, faults });
    const { code, out } = await run(['--url', url]);
    expect(code).toBe(1);
    expect(out).toContain('aud_0000000002 (place 2) is not what was sealed');
    expect(out).toContain('aud_0000000003 (place 3) was sealed and is gone');
    expect(out).toContain('aud_0000000004 claims a place');
    expect(out).toContain('tampered');
  });

  it('G-7 takes address and key of a local run from dev.json', async () => {
    says(INTACT);
    writeFileSync(path.join(folder, 'dev.json'), JSON.stringify({ apiUrl: url, apiKey: 'wq_test_local' }));
    expect((await run(['--data', folder, '--json'], {})).code).toBe(0);
    expect(asked?.key).toBe('wq_test_local');
  });

  it.each([
    ['there is no local run', () => ['--data', path.join(folder, 'nowhere')], 200, INTACT, 'npm start'],
    ['nobody answers', () => ['--url', 'http://127.0.0.1:1'], 200, INTACT, 'did not answer'],
    ['the key is refused', () => ['--url', url], 401, { title: 'The API key is not valid.' }, 'not valid'],
    ['something else answers', () => ['--url', url], 200, '<html>', 'not as the API does'],
    ['an option is unknown', () => ['--fast'], 200, INTACT, '--help'],
  ])('G-7 ends with 2 and one sentence when %s', async (_title, args, status, body, sentence) => {
    says(body, status);
    const { code, out, err } = await run(args());
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(sentence);
  });

  it('G-7 asks for a key when an address is named without one', async () => {
    const { code, err } = await run(['--url', url], {});
    expect(code).toBe(2);
    expect(err).toContain('WAQTOR_API_KEY');
  });

  it('G-7 explains itself', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Ends with 0');
  });
});
