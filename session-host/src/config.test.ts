import { chmodSync, chownSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeConfig, prepareDataDir, readConfig } from './config.ts';

const GOOD = {
  WAQTOR_EDGE_URL: 'https://api.example.com/',
  WAQTOR_HOST_DATA: '/var/lib/waqtor',
  WAQTOR_SIMULATOR_URL: 'http://127.0.0.1:9000',
};

describe('R-3 the configuration of a host', () => {
  it('R-3 reads the settings and fills in the defaults', () => {
    expect(readConfig(GOOD)).toMatchObject({
      edgeUrl: 'https://api.example.com',
      capacity: 20,
      logLevel: 'info',
      engine: { kind: 'simulator', chromiumPath: null },
    });
  });

  it.each([
    ['WAQTOR_EDGE_URL', 'ftp://x', 'WAQTOR_EDGE_URL must be an http or https origin'],
    ['WAQTOR_EDGE_URL', 'https://x/path', 'WAQTOR_EDGE_URL must be an http or https origin'],
    ['WAQTOR_EDGE_URL', '', 'WAQTOR_EDGE_URL is missing'],
    ['WAQTOR_HOST_DATA', '', 'WAQTOR_HOST_DATA is missing'],
    ['WAQTOR_ENGINE', 'firefox', 'WAQTOR_ENGINE must be simulator, real or memory.'],
    ['WAQTOR_SIMULATOR_URL', '', 'WAQTOR_SIMULATOR_URL is missing'],
    ['WAQTOR_HOST_CAPACITY', 'many', 'WAQTOR_HOST_CAPACITY must be a whole number'],
    ['WAQTOR_HOST_CAPACITY', '1.5', 'WAQTOR_HOST_CAPACITY must be a whole number'],
    ['WAQTOR_HOST_START_SLOTS', '0', 'WAQTOR_HOST_START_SLOTS must be a whole number from 1 to 100.'],
    ['WAQTOR_HOST_ADMIN_PORT', '70000', 'WAQTOR_HOST_ADMIN_PORT must be a whole number from 0 to 65535.'],
    ['WAQTOR_HOST_REGION', 'a city far away', 'WAQTOR_HOST_REGION must have at most 40 letters'],
    ['WAQTOR_FLEET_KEY', 'c2hvcnQ=', 'WAQTOR_FLEET_KEY must be 32 bytes in base64'],
    ['WAQTOR_SESSION_MEMORY_SOFT_MB', '1', 'WAQTOR_SESSION_MEMORY_SOFT_MB must be a whole number from 64 to 65536.'],
    ['WAQTOR_SESSION_RECYCLE_HOURS', 'never', 'WAQTOR_SESSION_RECYCLE_HOURS must be a whole number from 1 to 8760.'],
    ['WAQTOR_LOG_LEVEL', 'loud', 'WAQTOR_LOG_LEVEL must be debug'],
    ['WAQTOR_ENROLMENT_CODE', 'short', 'WAQTOR_ENROLMENT_CODE is too short'],
    ['WAQTOR_FAULT_POINT', 'anywhere', 'WAQTOR_FAULT_POINT must be one of'],
  ])('R-3 says in one sentence what is wrong with %s=%s', (name, value, sentence) => {
    const read = () => readConfig({ ...GOOD, [name]: value });
    expect(read).toThrow(sentence);
    try {
      read();
    } catch (error) {
      expect((error as Error).message.split('\n')).toHaveLength(1);
    }
  });

  it.each(['WAQTOR_SIMULATOR_URL', 'WAQTOR_FAULT_POINT'])('S-7 refuses %s together with the real engine', (name) => {
    const env = { ...GOOD, WAQTOR_ENGINE: 'real', WAQTOR_SIMULATOR_URL: '' };
    const value = name === 'WAQTOR_FAULT_POINT' ? 'before_intent' : 'http://127.0.0.1:1';
    expect(readConfig(env).engine.kind).toBe('real');
    expect(() => readConfig({ ...env, [name]: value })).toThrow(`${name} cannot be combined`);
  });

  it('R-4 shows the configuration without the enrolment code and the fleet key', () => {
    const key = Buffer.alloc(32, 9).toString('base64');
    const secrets = { WAQTOR_ENROLMENT_CODE: 'very-secret-code', WAQTOR_FLEET_KEY: key };
    const shown = JSON.stringify(describeConfig(readConfig({ ...GOOD, ...secrets })));
    expect(shown).not.toMatch(/very-secret-code|CQkJ|9,9,9/);
    expect(shown).toContain('"hasEnrolmentCode":true,"hasFleetKey":true');
  });

  it('S-5 reads the limits of a session in the units of the supervisor', () => {
    const env = { WAQTOR_SESSION_MEMORY_SOFT_MB: '300', WAQTOR_SESSION_MEMORY_HARD_MB: '600' };
    expect(readConfig({ ...GOOD, ...env, WAQTOR_SESSION_RECYCLE_HOURS: '24' }).sessionLimits).toEqual({
      memorySoftBytes: 300 * 1024 * 1024,
      memoryHardBytes: 600 * 1024 * 1024,
      pageAgeMs: 24 * 3_600_000,
    });
    expect(readConfig(GOOD).sessionLimits).toEqual({});
    expect(() => readConfig({ ...GOOD, ...env, WAQTOR_SESSION_MEMORY_HARD_MB: '200' })).toThrow('must not be above');
  });

  it.skipIf(process.getuid?.() !== 0)('S-4 says in one sentence that the data folder is of another user', () => {
    const dir = mkdtempSync(join(tmpdir(), 'waqtor-data-'));
    chownSync(dir, 4321, 4321);
    expect(() => prepareDataDir(dir)).toThrow('The folder in WAQTOR_HOST_DATA belongs to another user');
  });

  it('S-4 makes the data folder private', () => {
    const dir = mkdtempSync(join(tmpdir(), 'waqtor-data-'));
    chmodSync(dir, 0o755);
    prepareDataDir(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('R-3 says in one sentence that the data folder cannot be used', () => {
    const dir = mkdtempSync(join(tmpdir(), 'waqtor-data-'));
    writeFileSync(join(dir, 'file'), '');
    expect(() => prepareDataDir(join(dir, 'file', 'below'))).toThrow('The folder in WAQTOR_HOST_DATA cannot be used');
  });
});
