import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { newWebhookSecret, signatureHeaders, signingKeysOf } from '@waqtor/core/webhook/signature';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../scripts/local/ports.ts';
import { until } from './condition.ts';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/WEBHOOKS.md'), 'utf8');
const run = promisify(execFile);

/** The code of the page whose fence names a file, in a folder as a reader would have it. */
const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-samples-'));
const samples = [...PAGE.matchAll(/^```\w+ ([\w-]+\.\w+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => {
  writeFileSync(path.join(folder, name), code);
  return name;
});
symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));

const [fresh, old, stranger] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];
const OWN = 'a secret of the operator';
const now = (): number => Math.floor(Date.now() / 1000);
let events = 0;
const newBody = (): { eventId: string; body: string } => {
  const eventId = `evt_${String((events += 1)).padStart(26, '0')}`;
  const data = { body: 'أهلًا وسهلًا 👋🏽 طلبك رقم ٤٢ جاهز — "ok"\n\u2028' };
  return { eventId, body: JSON.stringify({ id: eventId, type: 'message.received', event: 'message_received', data }) };
};
const signed = async (secrets: string[], timestampSeconds = now()) => {
  const { eventId, body } = newBody();
  const keys = await Promise.all(secrets.map(signingKeysOf));
  return { body, headers: await signatureHeaders({ keys, eventId, timestampSeconds, body }) };
};

const started: ChildProcess[] = [];
/** Runs a receiver of the page with a secret; answers its address and what it printed so far. */
const receive = async (command: string, file: string, secret: string) => {
  const port = await freePort();
  const env = { ...process.env, WAQTOR_WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn(command, [path.join(folder, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const url = `http://127.0.0.1:${port}/`;
  await until(`${file} to listen`, async () => (await fetch(url, { method: 'POST', body: '' })).status === 401);
  const post = async (body: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(url, { method: 'POST', body, headers })).status;
  return { url, post, printed: () => printed };
};

const hasPython = spawnSync('python3', ['--version']).status === 0;

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('the samples of docs/WEBHOOKS.md', () => {
  it('W-6 are receivers in Node, Python and shell, and both signatures', () => {
    const names = ['library.mjs', 'receiver.mjs', 'receiver.py', 'verify.sh', 'send.sh', 'body-signature.mjs'];
    expect(samples).toEqual(names);
  });

  describe.each([
    { language: 'Node', command: process.execPath, file: 'receiver.mjs', isThere: true },
    { language: 'Python', command: 'python3', file: 'receiver.py', isThere: hasPython },
  ])('in $language', ({ command, file, isThere, language }) => {
    // Nothing but the interpreter is needed, and only where there is none the sample cannot be run.
    const test = it.runIf(isThere);

    test(`W-6 take genuine deliveries with Arabic and emoji once, and nothing else (${language})`, async () => {
      const receiver = await receive(command, file, fresh);
      const genuine = await signed([fresh]);
      expect(await receiver.post(genuine.body, genuine.headers)).toBe(204);
      expect(await receiver.post(genuine.body, genuine.headers)).toBe(204);
      const id = genuine.headers['webhook-id'] ?? '';
      await until('the event to be printed', () => receiver.printed().includes(id));
      const refused = async (what: string, body: string, headers: Record<string, string>): Promise<void> => {
        expect([what, await receiver.post(body, headers)]).toEqual([what, 401]);
      };
      await refused('a changed body', genuine.body.replace('٤٢', '٤٣'), genuine.headers);
      await refused('one byte more', `${genuine.body} `, genuine.headers);
      await refused('another id', genuine.body, { ...genuine.headers, 'webhook-id': 'evt_other' });
      await refused('another time', genuine.body, { ...genuine.headers, 'webhook-timestamp': String(now() - 1) });
      await refused('no time', genuine.body, { ...genuine.headers, 'webhook-timestamp': 'now' });
      await refused('no signature', genuine.body, { ...genuine.headers, 'webhook-signature': '' });
      await refused('another version', genuine.body, {
        ...genuine.headers,
        'webhook-signature': (genuine.headers['webhook-signature'] ?? '').replace('v1,', 'v2,'),
      });
      const foreign = await signed([stranger]);
      await refused('another secret', foreign.body, foreign.headers);
      for (const shift of [-301, 301]) {
        const late = await signed([fresh], now() + shift);
        await refused(`a time ${shift} s away`, late.body, late.headers);
      }
      const last = await signed([fresh]);
      expect(await receiver.post(last.body, last.headers)).toBe(204);
      await until('the last to be printed', () => receiver.printed().includes(last.headers['webhook-id'] ?? ''));
      expect(receiver.printed().trim().split('\n')).toHaveLength(2);
    });

    test(`W-6 go on with either secret while a rotation runs, also from one of their own (${language})`, async () => {
      for (const [secret, secrets] of [
        [fresh, [fresh, old]],
        [old, [fresh, old]],
        [OWN, [fresh, OWN]],
      ] as const) {
        const receiver = await receive(command, file, secret);
        const { body, headers } = await signed([...secrets]);
        expect(await receiver.post(body, headers)).toBe(204);
      }
    });
  });

  it('W-6 verify with the library, and throw for what is tampered with', async () => {
    const { verified } = (await import(pathToFileURL(path.join(folder, 'library.mjs')).href)) as {
      verified: (body: string, headers: Record<string, string>) => unknown;
    };
    const { body, headers } = await signed([fresh, old]);
    for (const secret of [fresh, old]) {
      process.env.WAQTOR_WEBHOOK_SECRET = secret;
      expect(verified(body, headers)).toEqual(JSON.parse(body));
      expect(() => verified(body.replace('٤٢', '٤٣'), headers)).toThrow();
    }
    delete process.env.WAQTOR_WEBHOOK_SECRET;
  });

  it('W-6 verify by openssl alone', async () => {
    const { body, headers } = await signed([fresh, old]);
    const file = path.join(folder, 'body.json');
    const verify = async (secret: string, text: string, timestamp = headers['webhook-timestamp']): Promise<string> => {
      writeFileSync(file, text);
      const env = {
        ...process.env,
        WAQTOR_WEBHOOK_SECRET: secret,
        WEBHOOK_ID: headers['webhook-id'],
        WEBHOOK_TIMESTAMP: timestamp,
        WEBHOOK_SIGNATURE: headers['webhook-signature'],
      };
      const shell = run('sh', [path.join(folder, 'verify.sh'), file], { env });
      return (await shell.catch((error: unknown) => error as { stdout: string })).stdout.trim();
    };
    expect(await verify(fresh, body)).toBe('genuine');
    expect(await verify(old, body)).toBe('genuine');
    expect(await verify(stranger, body)).toBe('not genuine');
    expect(await verify(fresh, body.replace('٤٢', '٤٣'))).toBe('not genuine');
    expect(await verify(fresh, body, String(now() - 301))).toBe('too old');
  });

  it('W-6 sign by openssl and send by curl what a receiver of the page takes', async () => {
    const receiver = await receive(process.execPath, 'receiver.mjs', fresh);
    const send = async (secret: string): Promise<string> => {
      const env = { ...process.env, WAQTOR_WEBHOOK_SECRET: secret };
      return (await run('sh', [path.join(folder, 'send.sh'), receiver.url], { env })).stdout.trim();
    };
    expect(await send(fresh)).toBe('204');
    expect(await send(stranger)).toBe('401');
  });

  it('W-6 verify the signature of the body alone, with either secret in a rotation', async () => {
    const { isGenuine } = (await import(pathToFileURL(path.join(folder, 'body-signature.mjs')).href)) as {
      isGenuine: (body: string, headers: Record<string, string>, secret: string) => boolean;
    };
    const { body, headers } = await signed([fresh, old]);
    const asReceived = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    expect([fresh, old, stranger].map((secret) => isGenuine(body, asReceived, secret))).toEqual([true, true, false]);
    expect(isGenuine(body.replace('٤٢', '٤٣'), asReceived, fresh)).toBe(false);
    expect(isGenuine(body, {}, fresh)).toBe(false);
  });
});
