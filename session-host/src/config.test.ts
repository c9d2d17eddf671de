import { chmodSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
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

  it('R-4 shows the configuration without the enrolment code', () => {
    const shown = JSON.stringify(describeConfig(readConfig({ ...GOOD, WAQTOR_ENROLMENT_CODE: 'very-secret-code' })));
    expect(shown).not.toContain('very-secret-code');
    expect(shown).toContain('"hasEnrolmentCode":true');
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
