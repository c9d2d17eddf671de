import { describe, expect, it } from 'vitest';
import { ConfigurationError, settingsOf } from './env.ts';
import type { ApiEnv } from './env.ts';
import { bindings } from './testing/api-client.ts';

const withVariables = (changes: Partial<Record<keyof ApiEnv, string | undefined>>): ApiEnv =>
  ({ ...bindings, ...changes }) as ApiEnv;

describe('settings', () => {
  it.each([
    ['WAQTOR_AUTH_SECRET', undefined, 'WAQTOR_AUTH_SECRET is missing'],
    ['WAQTOR_AUTH_SECRET', 'short', 'WAQTOR_AUTH_SECRET needs at least 32 characters'],
    ['WAQTOR_DATA_KEY', undefined, 'WAQTOR_DATA_KEY is missing'],
    ['WAQTOR_DATA_KEY', 'c2hvcnQ=', 'WAQTOR_DATA_KEY must be 32 bytes in base64'],
    ['WAQTOR_DATA_KEY', 'not base64!', 'WAQTOR_DATA_KEY must be 32 bytes in base64'],
    ['WAQTOR_MODE', 'demo', 'WAQTOR_MODE must be simulator or live'],
    ['WAQTOR_PUBLIC_URL', 'javascript:alert(1)', 'WAQTOR_PUBLIC_URL must be an http or https address'],
    ['WAQTOR_ENVIRONMENT', '', 'WAQTOR_ENVIRONMENT must be local or production'],
    ['WAQTOR_BOOTSTRAP_SECRET', 'short', 'WAQTOR_BOOTSTRAP_SECRET needs at least 16 characters'],
    [
      'WAQTOR_OWN_HOSTS',
      'https://waqtor.example',
      'WAQTOR_OWN_HOSTS must be names such as waqtor.example, with commas',
    ],
    ['WAQTOR_SIGN_UP', 'everybody', 'WAQTOR_SIGN_UP must be open or invitation'],
    [
      'WAQTOR_SOCKET_NETWORKS',
      '203.0.113.0/24, office',
      'WAQTOR_SOCKET_NETWORKS must be addresses or networks such as 203.0.113.0/24, with commas',
    ],
    [
      'WAQTOR_SOCKET_NETWORKS',
      ' , ',
      'WAQTOR_SOCKET_NETWORKS must be addresses or networks such as 203.0.113.0/24, with commas',
    ],
    ['WAQTOR_MAIL_URL', 'https://mail.example/', 'WAQTOR_MAIL_TOKEN is missing beside WAQTOR_MAIL_URL'],
    ['WAQTOR_MAIL_TOKEN', 'short', 'WAQTOR_MAIL_TOKEN needs at least 16 characters'],
  ] as const)('R-3 refuse %s = %j in one sentence', (name, value, sentence) => {
    expect(() => settingsOf(withVariables({ [name]: value }))).toThrow(ConfigurationError);
    expect(() => settingsOf(withVariables({ [name]: value }))).toThrow(`waqtor-api is not configured: ${sentence}.`);
  });

  it('W-9 count the address of the deployment among its own hosts', () => {
    const own = {
      WAQTOR_PUBLIC_URL: 'https://app.waqtor.example/',
      WAQTOR_OWN_HOSTS: 'API.waqtor.example, waqtor.dev,',
    };
    expect(settingsOf(withVariables(own)).ownHosts).toEqual(['app.waqtor.example', 'api.waqtor.example', 'waqtor.dev']);
  });

  it('W-9 count the port of the deployment among its own ports', () => {
    const own = { WAQTOR_PUBLIC_URL: 'http://localhost:8787/', WAQTOR_OWN_PORTS: '9464,http://127.0.0.1:4000' };
    expect(settingsOf(withVariables(own)).ownPorts).toEqual([8787, 9464, 4000]);
  });

  it('W-9 never open loopback in production', () => {
    const env = withVariables({ WAQTOR_ENVIRONMENT: 'production', WAQTOR_WEBHOOK_LOOPBACK: 'allow' });
    expect(() => settingsOf(env)).toThrow('WAQTOR_WEBHOOK_LOOPBACK cannot be allow in production');
  });

  it('A-3 never hand mails over in clear in production', () => {
    const mail = { WAQTOR_MAIL_URL: 'http://mail.example/', WAQTOR_MAIL_TOKEN: 'a token of the test' };
    const production = { WAQTOR_ENVIRONMENT: 'production', WAQTOR_WEBHOOK_LOOPBACK: 'deny' };
    expect(() => settingsOf(withVariables({ ...mail, ...production }))).toThrow(
      'WAQTOR_MAIL_URL must be an https address in production',
    );
    expect(settingsOf(withVariables(mail)).mail?.url).toBe('http://mail.example/');
  });

  it('R-3 have no bootstrap where no secret is set', () => {
    expect(settingsOf(withVariables({ WAQTOR_BOOTSTRAP_SECRET: '' })).bootstrapSecret).toBeNull();
  });
});
