import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HUB_CLOSES, signedHandshakeSchema } from '@waqtor/contracts';
import { parseApiKey } from '@waqtor/core/api-key/api-key';
import { deriveSocketKey } from '@waqtor/core/api-key/socket-key';
import { isSignedWith } from '@waqtor/core/socket-signature/socket-signature';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../local/build.ts';

const guide = readFileSync(path.join(ROOT, 'docs/how-to/live-events.md'), 'utf8');
const [KEY = ''] = /wq_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}/.exec(guide) ?? [];
const TS = '1767225600000';
const NONCE = 'nonce-0123456789';
const IP = '203.0.113.7';

/** The block of code that has this line. */
const block = (language: string, line: string): string => {
  const blocks = [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code]) => code ?? '',
  );
  const found = blocks.find((code) => code.includes(line));
  if (found === undefined) throw new Error(`The guide has no ${language} with ${line}.`);
  return found;
};

/** Runs the code of the guide with a line of ours behind it; answers what it prints. */
const run = (command: string, file: string, code: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'waqtor-guide-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const target = path.join(folder, file);
  writeFileSync(target, code);
  return execFileSync(command, [target], { encoding: 'utf8' }).trim();
};

const queryOf = (address: string) => signedHandshakeSchema.parse(Object.fromEntries(new URL(address).searchParams));

describe('docs/how-to/live-events.md', () => {
  it('H-2 has a vector that holds', () => {
    const key = parseApiKey(KEY);
    const socketKey = deriveSocketKey(key?.secret ?? '');
    expect(guide).toContain(`| \`K\` | \`${socketKey}\` |`);
    const [, unbound = ''] = /\| `sig` \| `(\w+)` \|/.exec(guide) ?? [];
    const [, bound = ''] = /\| `sig` with `ip` = `203\.0\.113\.7` \| `(\w+)` \|/.exec(guide) ?? [];
    const fields = { apiKey: key?.id ?? '', ts: TS, nonce: NONCE };
    expect(isSignedWith(socketKey, { ...fields, sig: unbound }, '198.51.100.9')).toBe(true);
    expect(isSignedWith(socketKey, { ...fields, sig: bound }, IP)).toBe(true);
    expect(isSignedWith(socketKey, { ...fields, sig: bound }, '198.51.100.9')).toBe(false);
  });

  it('H-2 has a signature for Node that runs and is the vector’s', () => {
    const options = `{ ts: '${TS}', nonce: '${NONCE}', ip: '${IP}' }`;
    const code = `${block('js', 'export const signedAddress')}\nconsole.log(signedAddress('wss://a.example/ws', '${KEY}', ${options}));`;
    const { sig } = queryOf(run(process.execPath, 'sign.mjs', code));
    expect(guide).toContain(`| \`sig\` with \`ip\` = \`${IP}\` | \`${sig}\` |`);
  });

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
    'H-2 has a signature for Python that runs and is the vector’s',
    () => {
      const code = `${block('python', 'def signed_address')}\nprint(signed_address('wss://a.example/ws', '${KEY}', '${TS}', '${NONCE}'))`;
      const { sig } = queryOf(run('python3', 'sign.py', code));
      expect(guide).toContain(`| \`sig\` | \`${sig}\` |`);
    },
  );

  it.each(Object.entries(HUB_CLOSES))(
    'H-12 names the close %s, and whether to come back',
    (reason, { code, isFinal }) => {
      const row = guide.split('\n').find((line) => line.startsWith(`| ${code} | \`${reason}\` |`));
      expect(row).toBeDefined();
      expect(row?.split('|')[3]?.trim().startsWith('no')).toBe(isFinal);
    },
  );
});
