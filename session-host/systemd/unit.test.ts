import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const text = readFileSync(fileURLToPath(new URL('./waqtor-host.service', import.meta.url)), 'utf8');
const settings = new Map(
  text.split('\n').flatMap((line) => {
    const match = /^([A-Za-z]+)=(.*)$/.exec(line);
    return match ? [[match[1] ?? '', match[2] ?? ''] as const] : [];
  }),
);
const hasAnalyzer = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('R-3 the systemd unit of a host', () => {
  it('R-3 runs as a user of its own, starts again by itself, and leaves no process when it ends', () => {
    expect(Object.fromEntries(settings)).toMatchObject({
      User: 'waqtor',
      Restart: 'always',
      RestartPreventExitStatus: '2',
      KillMode: 'mixed',
      StateDirectoryMode: '0700',
      OOMPolicy: 'continue',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
    });
    // The host ends within 10 s by itself.
    expect(Number(settings.get('TimeoutStopSec'))).toBeGreaterThan(10);
  });

  it('R-3 takes nothing away that the browser needs, and holds no secret', () => {
    for (const name of ['RestrictNamespaces', 'MemoryDenyWriteExecute', 'SystemCallFilter', 'PrivateUsers'])
      expect(settings.has(name)).toBe(false);
    expect(settings.get('RestrictAddressFamilies')?.split(' ')).toContain('AF_NETLINK');
    expect(text).not.toMatch(/FLEET_KEY|ENROLMENT_CODE/);
    expect(settings.get('EnvironmentFile')).toBe('-/etc/waqtor/host.env');
  });

  it.skipIf(!hasAnalyzer)('R-3 is understood by systemd, every line of it', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'waqtor-unit-')), 'waqtor-host.service');
    // The program and the user of an installation are not on this machine.
    const here = text.replace('/usr/bin/node', process.execPath).replaceAll(/^(User|Group)=.*$/gm, '$1=root');
    writeFileSync(file, here);
    const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    const about = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('waqtor-host'));
    expect({ status, about }).toEqual({ status: 0, about: [] });
  });
});
