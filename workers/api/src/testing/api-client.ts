import { env, exports } from 'cloudflare:workers';
import type { BootstrapResponse, Problem } from '@waqtor/contracts';
import type { ApiEnv } from '../env.ts';

export const bindings = env as unknown as ApiEnv;
const worker = (exports as unknown as { default: Fetcher }).default;

/** The address that WAQTOR_PUBLIC_URL of the test configuration names. */
export const ORIGIN = 'http://waqtor.test';
export const PASSWORD = 'correct horse battery';

export interface CallOptions {
  method?: string;
  key?: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a string or bytes as they are. */
  body?: unknown;
}

let lastOctet = 0;
/** An address that no other test uses, so that limits per address do not meet. */
export const freshIp = (): string => `2001:db8:${(lastOctet += 1).toString(16)}::1`;

/** One request to the Worker under test. */
export const call = (path: string, options: CallOptions = {}): Promise<Response> => {
  const headers = new Headers(options.headers);
  if (options.key !== undefined) headers.set('x-api-key', options.key);
  const isJson =
    options.body !== undefined && typeof options.body !== 'string' && !(options.body instanceof Uint8Array);
  if (options.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return worker.fetch(`${ORIGIN}${path}`, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers,
    redirect: 'manual',
    ...(options.body === undefined ? {} : { body: isJson ? JSON.stringify(options.body) : (options.body as BodyInit) }),
  });
};

/** Status and code of a problem document; fails on anything else. */
export const problemIn = async (response: Response): Promise<Problem & Record<string, unknown>> => {
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  if (!type.startsWith('application/problem+json')) throw new Error(`No problem: ${response.status} ${text}`);
  return JSON.parse(text) as Problem & Record<string, unknown>;
};

export interface TestWorkspace extends BootstrapResponse {
  email: string;
}

/** A workspace of its own for every test. */
export const newWorkspace = async (): Promise<TestWorkspace> => {
  const email = `owner-${crypto.randomUUID()}@waqtor.test`;
  const response = await call('/api/bootstrap', {
    headers: { 'x-waqtor-bootstrap': bindings.WAQTOR_BOOTSTRAP_SECRET ?? '' },
    body: { email, password: PASSWORD, name: 'Owner', workspaceName: 'Shop', sessionName: 'Main' },
  });
  if (response.status !== 200) throw new Error(`bootstrap: ${response.status} ${await response.text()}`);
  return { ...((await response.json()) as BootstrapResponse), email };
};

/** Signs in; answers the cookie header of the login. */
export const signIn = async (email: string, password = PASSWORD): Promise<string> => {
  const response = await call('/api/auth/sign-in/email', {
    headers: { 'cf-connecting-ip': freshIp(), origin: ORIGIN },
    body: { email, password },
  });
  if (response.status !== 200) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
};
