import type { Role } from '@waqtor/contracts';
import { ROLES, SCOPES } from '@waqtor/contracts';
import { newApiKey } from '@waqtor/core/api-key/api-key';
import { revokeApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import { describe, expect, it, vi } from 'vitest';
import { RECENT_AUTHENTICATION_MS } from './middleware/access/recent-authentication.ts';
import { ORIGIN, bindings, freshIp, newWorkspace, problemIn, signIn } from './testing/api-client.ts';
import type { CallOptions, TestWorkspace } from './testing/api-client.ts';
import { pass } from './testing/clock.ts';
import { ask, readOperations, titleOf } from './testing/operations.ts';
import type { Operation } from './testing/operations.ts';
import { SHARED, idsOf } from './testing/resource-ids.ts';
import { newKey } from './testing/test-keys.ts';

// Each of these asks every operation there is, one test after another: more of them as the API grows.
vi.setConfig({ testTimeout: 60_000 });

const operations = await readOperations();
const guarded = operations.filter(({ access }) => access !== 'public');
const forKeys = operations.filter(({ access }) => access === 'key');
const forPeople = operations.filter(({ access }) => access === 'person');

/** Requests of one principal before the next one is made: no limit on the pace of one may decide a test. */
const PER_PRINCIPAL = 20;
const AT_ONCE = 10;

/** What every operation answered, as `POST /x: 401 unauthorized`; only those that are not as they must be. */
const wrong = async (
  list: readonly Operation[],
  expected: string,
  request: (operation: Operation) => Promise<Response>,
): Promise<string[]> => {
  const faults: string[] = [];
  for (let at = 0; at < list.length; at += AT_ONCE) {
    const answers = list.slice(at, at + AT_ONCE).map(async (operation) => {
      const response = await request(operation);
      const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
      const code = isProblem ? (await problemIn(response)).code : 'no problem document';
      if (!isProblem) await response.body?.cancel();
      const answer = `${response.status} ${code}`;
      if (answer !== expected) faults.push(`${titleOf(operation)}: ${answer}`);
    });
    await Promise.all(answers);
  }
  return faults;
};

/** The same with a new principal for every few operations. */
const wrongFor = async (
  list: readonly Operation[],
  expected: string,
  newOptions: () => Promise<CallOptions>,
): Promise<string[]> => {
  const faults: string[] = [];
  for (let at = 0; at < list.length; at += PER_PRINCIPAL) {
    const options = await newOptions();
    const part = list.slice(at, at + PER_PRINCIPAL);
    faults.push(...(await wrong(part, expected, (operation) => ask(operation, from(options)))));
  }
  return faults;
};

/** Every request from an address of its own, so that limits per address never meet. */
const from = (options: CallOptions): CallOptions => ({
  ...options,
  headers: { 'cf-connecting-ip': freshIp(), ...options.headers },
});
const withKey = (key: string): CallOptions => ({ key });
const withCookie = (cookie: string): CallOptions => ({ headers: { cookie, origin: ORIGIN } });

/** A workspace whose one member has this role. */
const newWorkspaceAs = async (role: Role): Promise<TestWorkspace> => {
  const workspace = await newWorkspace();
  await bindings.DB.prepare('UPDATE members SET role = ? WHERE user_id = ?').bind(role, workspace.userId).run();
  return workspace;
};

/** A login that showed its password just now. */
const freshLogin = async ({ email, userId }: TestWorkspace): Promise<CallOptions> => {
  const cookie = await signIn(email);
  await bindings.DB.prepare('UPDATE auth_sessions SET authenticated_at = ? WHERE user_id = ?')
    .bind(Date.now(), userId)
    .run();
  return withCookie(cookie);
};

describe('every route', () => {
  it('K-1 is described, and there are as many as we think', () => {
    expect(forKeys.length).toBeGreaterThanOrEqual(31);
    const publicOnes = operations.filter(({ access }) => access === 'public').map(titleOf);
    // Whoever opens a route to everybody says so here.
    expect(publicOnes.filter((title) => !/^POST \/auth\//.test(title))).toEqual([
      'POST /invitations/preview',
      'GET /ws/whoami',
    ]);
  });

  it('A-2 answers 401 without a key or login, and says how to authenticate', async () => {
    const faults = await wrong(guarded, '401 unauthorized', async (operation) => {
      const response = await ask(operation, from({}));
      if (!response.headers.get('www-authenticate')?.includes('Bearer')) throw new Error(titleOf(operation));
      return response;
    });
    expect(faults).toEqual([]);
  });

  it.each<[string, () => Promise<string>]>([
    ['that is malformed', () => Promise.resolve('wq_test_short')],
    [
      'with a wrong checksum',
      () => {
        const { text } = newApiKey('test');
        return Promise.resolve(text.slice(0, -1) + (text.endsWith('0') ? '1' : '0'));
      },
    ],
    ['that is well formed but unknown', () => Promise.resolve(newApiKey('test').text)],
    ['of the live kind on the simulator', async () => (await newKey(await newWorkspace(), { mode: 'live' })).text],
    ['that has expired', async () => (await newKey(await newWorkspace(), { expiresAt: new Date(1) })).text],
    [
      'that was revoked',
      async () => {
        const workspace = await newWorkspace();
        const key = await newKey(workspace);
        await revokeApiKey(openDatabase(bindings.DB), workspace.workspaceId, key.id, new Date());
        return key.text;
      },
    ],
  ])('A-2 answers 401 to a key %s', async (_title, makeKey) => {
    const key = await makeKey();
    expect(await wrongFor(forKeys, '401 invalid_api_key', () => Promise.resolve(withKey(key)))).toEqual([]);
  });

  it('A-2 answers 401 to a cookie that is nobody’s login', async () => {
    const cookie = withCookie('waqtor.session_token=AbCdEfGhIjKlMnOpQrStUvWxYz.c2lnbmF0dXJl');
    expect(await wrong(guarded, '401 unauthorized', (operation) => ask(operation, from(cookie)))).toEqual([]);
  });

  it('A-2 answers 403 to a key with every scope but its own', async () => {
    const workspace = await newWorkspace();
    const faults: string[] = [];
    for (const scope of SCOPES.filter((each) => each !== '*')) {
      const key = await newKey(workspace, { scopes: SCOPES.filter((each) => each !== '*' && each !== scope) });
      const list = forKeys.filter((operation) => operation.scope === scope);
      faults.push(...(await wrong(list, '403 forbidden', (operation) => ask(operation, from(withKey(key.text))))));
    }
    expect(faults).toEqual([]);
  });

  it('A-2 that serves people alone answers 403 to a key', async () => {
    const { apiKey } = await newWorkspace();
    expect(await wrongFor(forPeople, '403 forbidden', () => Promise.resolve(withKey(apiKey)))).toEqual([]);
  });
});

describe.each(ROLES.filter((role) => role !== 'owner'))('a member in the role %s', (role) => {
  const refused = forKeys.filter((operation) => !operation.roles.includes(role));
  const allowed = forKeys.filter(
    ({ method, roles, path }) => method === 'GET' && roles.includes(role) && !path.includes('{'),
  );

  it(`A-1 as ${role} is refused with 403 by key and by login where the role may not`, async () => {
    const newOptions = async () => withKey((await newKey(await newWorkspaceAs(role))).text);
    expect(await wrongFor(refused, '403 forbidden', newOptions)).toEqual([]);
    const signedIn = async () => withCookie(await signIn((await newWorkspaceAs(role)).email));
    expect(await wrongFor(refused, '403 forbidden', signedIn)).toEqual([]);
  });

  it(`A-1 as ${role} reads whatever the description says that the role may read`, async () => {
    const workspace = await newWorkspaceAs(role);
    const key = await newKey(workspace);
    const answers = allowed.map(async (operation) => {
      const { status, body } = await ask(operation, from(withKey(key.text)));
      await body?.cancel();
      return status < 400 ? [] : [`${titleOf(operation)}: ${status}`];
    });
    expect((await Promise.all(answers)).flat()).toEqual([]);
  });
});

describe('every dangerous route', () => {
  it('A-1 asks a login of long ago to confirm', async () => {
    const dangerous = guarded.filter(({ isDangerous }) => isDangerous);
    const login = await freshLogin(await newWorkspace());
    pass(RECENT_AUTHENTICATION_MS);
    const stale = (operation: Operation) => ask(operation, from(login));
    expect(dangerous.length).toBeGreaterThanOrEqual(2);
    expect(await wrong(dangerous, '403 recent_authentication_required', stale)).toEqual([]);
  });
});

describe('every route with an id', () => {
  const withIds = guarded.filter(({ path }) => path.includes('{'));

  it('A-4 answers 404 for what belongs to another workspace, as for what does not exist', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const [cookie, key] = [await freshLogin(mine), withKey(mine.apiKey)];
    let tried = 0;
    const faults: string[] = [];
    for (const operation of withIds) {
      const ids = await idsOf(operation, theirs);
      if (ids === SHARED) continue;
      tried += 1;
      const principals = operation.access === 'key' ? [key, cookie] : [cookie];
      for (const principal of principals) {
        faults.push(...(await wrong([operation], '404 not_found', () => ask(operation, from(principal), ids))));
      }
    }
    expect(faults).toEqual([]);
    expect(tried).toBeGreaterThanOrEqual(20);
  });

  it('A-4 cannot be forgotten here: a parameter without an id fails and says what to add', async () => {
    const operation = { ...withIds[0], method: 'GET', path: '/boats/{boatId}' } as Operation;
    await expect(idsOf(operation, await newWorkspace())).rejects.toThrow(/\{boatId\}.*resource-ids\.ts/);
  });

  it('A-4 with a sessionId in its query answers 404 for a session of another workspace', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const ids: Record<string, string> = {
      '/media/{id}': 'med_0000000000',
      '/chats/{chatId}/mark-seen': '966500000002@c.us',
    };
    for (const path of ['/messages', '/messages/{id}', '/chats', '/media/{id}', '/chats/{chatId}/mark-seen']) {
      const operation = guarded.find((candidate) => candidate.path === path);
      if (!operation) throw new Error(path);
      const theirSession = { ...operation, query: `?sessionId=${theirs.sessionId}` };
      const response = await ask(theirSession, withKey(mine.apiKey), [ids[path] ?? 'msg_0000000000']);
      expect([path, (await problemIn(response)).code]).toEqual([path, 'not_found']);
    }
  });
});
