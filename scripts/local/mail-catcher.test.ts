import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMailCatcher } from './mail-catcher.ts';

const start = async () => {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'waqtor-mail-')), 'mail');
  const catcher = await startMailCatcher(dir);
  onTestFinished(() => {
    catcher.close();
    rmSync(path.dirname(dir), { recursive: true, force: true });
  });
  const post = async (body: string, token = catcher.token) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return (await fetch(catcher.url, { method: 'POST', headers, body })).status;
  };
  return { dir, post };
};

const MAIL = JSON.stringify({ id: 'mai_0000000000', to: 'a@b.example', subject: 's', text: 't', html: 'h' });

describe('mail catcher', () => {
  it('R-1 writes a mail once, for this user alone', async () => {
    const { dir, post } = await start();
    expect([await post(MAIL), await post(MAIL)]).toEqual([204, 204]);
    expect(readdirSync(dir)).toEqual(['mai_0000000000.json']);
    const file = path.join(dir, 'mai_0000000000.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ to: 'a@b.example', text: 't' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('R-1 takes nothing without the token, and no id that is a path', async () => {
    const { dir, post } = await start();
    expect(await post(MAIL, 'wrong')).toBe(401);
    expect(await post(JSON.stringify({ id: '../../etc/x' }))).toBe(400);
    expect(await post('not json')).toBe(400);
    expect(await post(`"${'x'.repeat(300 * 1024)}"`)).toBe(400);
    expect(readdirSync(dir)).toEqual([]);
  });
});
