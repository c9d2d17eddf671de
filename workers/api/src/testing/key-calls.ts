import type { ApiKey, CreatedApiKey, Scope } from '@waqtor/contracts';
import { createdApiKeySchema } from '@waqtor/contracts';
import { call } from './api-client.ts';
import type { CallOptions } from './api-client.ts';

/** A key made by the API itself; fails on a refusal. */
export const createKeyBy = async (
  key: string,
  input: { name?: string; scopes?: Scope[]; ips?: string[]; expiresAt?: string } = {},
): Promise<CreatedApiKey> => {
  const response = await call('/api/keys', { key, body: { name: 'Shop till', scopes: ['events:read'], ...input } });
  if (response.status !== 201) throw new Error(`POST /api/keys: ${response.status} ${await response.text()}`);
  return createdApiKeySchema.parse(await response.json());
};

export const rotateKeyBy = async (key: string, id: string, graceSeconds?: number): Promise<CreatedApiKey> => {
  const response = await call(`/api/keys/${id}/rotate`, {
    key,
    body: graceSeconds === undefined ? {} : { graceSeconds },
  });
  if (response.status !== 200) throw new Error(`rotate: ${response.status} ${await response.text()}`);
  return createdApiKeySchema.parse(await response.json());
};

export const readKey = async (key: string, id: string): Promise<ApiKey> =>
  (await call(`/api/keys/${id}`, { key })).json();

/** 200 or the code of the refusal, for a request with this key. */
export const tryKey = async (key: string, options: CallOptions = {}): Promise<string | number> => {
  const response = await call('/api/user', { ...options, key });
  if (response.status === 200) return 200;
  return ((await response.json()) as { code: string }).code;
};
