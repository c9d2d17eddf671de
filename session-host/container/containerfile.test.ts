import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Instruction {
  name: string;
  value: string;
}

/** Instructions of the last stage, continuation lines joined. */
const instructions = (text: string): Instruction[] => {
  const joined = text.replaceAll(/^#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  const all = joined.split('\n').flatMap((line) => {
    const match = /^([A-Z]+) (.*)$/.exec(line);
    return match ? [{ name: match[1] ?? '', value: match[2] ?? '' }] : [];
  });
  return all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
};

const text = readFileSync(here('./Containerfile'), 'utf8');
const stage = instructions(text);
const only = (name: string): string => {
  const values = stage.filter((one) => one.name === name).map(({ value }) => value);
  expect(values).toHaveLength(1);
  return values[0] ?? '';
};

describe('R-3 the container file of a host', () => {
  it('R-3 starts on a slim Debian with Node 24, and ends as a user without rights', () => {
    expect(only('FROM')).toMatch(/^node:24-[a-z]+-slim$/);
    const uid = Number(only('USER').split(':')[0]);
    expect(uid).toBeGreaterThan(0);
    expect(stage.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      stage.findLastIndex(({ name }) => name === 'RUN' || name === 'COPY'),
    );
    expect(only('RUN')).toContain(`useradd --uid ${uid} `);
  });

  it('R-3 has the headless shell, fonts with Arabic, and tini as its first process', () => {
    for (const name of ['chromium-headless-shell', 'fonts-noto-core', 'tini', 'ca-certificates'])
      expect(only('RUN')).toMatch(new RegExp(`\\s${name}\\s`));
    const entry = JSON.parse(only('ENTRYPOINT')) as string[];
    expect(entry.slice(0, 3)).toEqual(['/usr/bin/tini', '--', 'node']);
    expect(existsSync(here(`../../${entry[3]}`))).toBe(true);
    expect(JSON.parse(only('CMD'))).toEqual(['run']);
  });

  it('R-4 is watched by the health page of the host, on the port that it is given', () => {
    const env = Object.fromEntries(
      only('ENV')
        .split(/\s+/)
        .map((pair) => pair.split('=') as [string, string]),
    );
    const config = readConfig({ ...env, WAQTOR_EDGE_URL: 'https://edge.example' });
    expect(only('HEALTHCHECK')).toContain(`http://127.0.0.1:${config.admin.port}/healthz`);
    expect(config).toMatchObject({ dataDir: only('VOLUME'), engine: { kind: 'real' }, admin: { host: '127.0.0.1' } });
    expect(only('RUN')).toContain(`install -d -m 0700 -o waqtor -g waqtor ${config.dataDir}`);
  });

  it('R-3 runs sessions from the bundle that its build stage writes', () => {
    const script = readFileSync(here('../../scripts/local/session-child-bundle.ts'), 'utf8');
    expect(text).toContain('node scripts/local/bundle-session-child.ts');
    const copied = stage.filter(({ name }) => name === 'COPY').map(({ value }) => value);
    expect(copied).toContain('--from=bundle /opt/waqtor/dist/host ./dist/host');
    expect(script).toContain("'session-child.cjs'");
    expect(only('ENV')).toContain(`WAQTOR_SESSION_CHILD=${only('WORKDIR')}/dist/host/session-child.cjs`);
  });

  it('R-3 holds no secret and opens no port', () => {
    expect(text).not.toMatch(/WAQTOR_(FLEET_KEY|ENROLMENT_CODE)|EXPOSE|^ARG /m);
    const ignored = readFileSync(here('./Containerfile.dockerignore'), 'utf8').split('\n');
    for (const path of ['**/node_modules', '**/.waqtor', '.git']) expect(ignored).toContain(path);
  });
});
