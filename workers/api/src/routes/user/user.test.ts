import { MAX_PICTURE_BYTES, currentUserSchema } from '@waqtor/contracts';
import type { CurrentUser } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ORIGIN, bindings, call, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { auditOf, newMember, newStranger, outcomeOf, ownerOf } from '../../testing/people.ts';
import type { TestPerson } from '../../testing/people.ts';
import { GIF, HTML, JPEG, PNG, SVG, as, pictureOf } from '../../testing/pictures.ts';
import { until } from '../../testing/test-socket.ts';

const me = async (person: TestPerson): Promise<CurrentUser> =>
  currentUserSchema.parse(await (await person.ask('/api/user')).json());
const change = (person: TestPerson, body: unknown, headers: Record<string, string> = {}) =>
  person.ask('/api/user', { method: 'PATCH', body, headers });

describe('PATCH /api/user', () => {
  it('A-6 changes name, phone and language, and leaves a row that names the fields alone', async () => {
    const person = await ownerOf(await newWorkspace());
    const body = { name: ' هدى ', phone: '+966500000001', language: 'ar' };
    const changed = currentUserSchema.parse(await (await change(person, body)).json());
    expect(changed).toMatchObject({ name: 'هدى', phone: '+966500000001', language: 'ar', role: 'owner' });
    expect(await me(person)).toEqual(changed);
    expect((await change(person, { phone: null })).status).toBe(200);
    expect(await me(person)).toMatchObject({ name: 'هدى', phone: null });
    expect((await auditOf(person.userId)).filter(([action]) => action === 'user.changed')).toEqual([
      ['user.changed', { fields: 'name phone language' }],
      ['user.changed', { fields: 'phone' }],
    ]);
  });

  it('A-6 serves who is a member of nothing', async () => {
    const person = await newStranger();
    expect((await change(person, { name: 'Alone' })).status).toBe(200);
    expect(await me(person)).toMatchObject({ name: 'Alone', workspace: null, role: null, scopes: [] });
  });

  it('A-6 refuses to overwrite what was changed meanwhile in another window', async () => {
    const person = await newStranger();
    const etag = (await person.ask('/api/user')).headers.get('etag') ?? '';
    expect(await outcomeOf(await change(person, { name: 'A' }, { 'if-match': etag }))).toBe('200');
    expect(await outcomeOf(await change(person, { name: 'B' }, { 'if-match': etag }))).toBe('412 precondition_failed');
    await Promise.all([change(person, { phone: '+966500000002' }), change(person, { language: 'ar' })]);
    expect(await me(person)).toMatchObject({ name: 'A', phone: '+966500000002', language: 'ar' });
  });

  it.each<[string, string, object]>([
    ['an empty name', '/name', { name: '  ' }],
    ['a name of 101 characters', '/name', { name: 'x'.repeat(101) }],
    ['a national number', '/phone', { phone: '0500000001' }],
    ['another language', '/language', { language: 'fr' }],
    ['an e-mail, which has a way of its own', '', { email: 'other@waqtor.test' }],
    ['a role', '', { role: 'owner' }],
  ])('A-6 refuses %s', async (_title, pointer, body) => {
    const person = await newStranger();
    const problem = await problemIn(await change(person, body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('A-2 is not done by a key', async () => {
    const { apiKey } = await newWorkspace();
    const response = await call('/api/user', { method: 'PATCH', key: apiKey, body: { name: 'x' } });
    expect(await outcomeOf(response)).toBe('403 forbidden');
  });
});

describe('the picture of a person', () => {
  const upload = (person: TestPerson, type: string, bytes: Uint8Array<ArrayBuffer>) =>
    person.ask('/api/user/avatar', { method: 'POST', ...as(type, bytes) });
  const filesOf = async ({ userId }: TestPerson) => (await bindings.MEDIA.list({ prefix: `${userId}/` })).objects;

  it('A-6 is shown to who shares a workspace, and nothing can run in it', async () => {
    const workspace = await newWorkspace();
    const [owner, viewer] = [await ownerOf(workspace), await newMember(workspace, 'viewer')];
    const { avatarUrl } = currentUserSchema.parse(await (await upload(owner, 'image/png', JPEG)).json());
    for (const response of [
      await owner.ask(avatarUrl ?? ''),
      await viewer.ask(avatarUrl ?? ''),
      await call(avatarUrl ?? '', { key: workspace.apiKey }),
    ]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-security-policy')).toContain('sandbox');
      expect(response.headers.get('cache-control')).toMatch(/^private/);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(JPEG);
    }
    expect((await me(owner)).avatarUrl).toBe(avatarUrl);
  });

  it('A-4 is 404 for everybody else, and for a person without one', async () => {
    const [mine, theirs] = [await newWorkspace(), await newWorkspace()];
    const [owner, stranger] = [await ownerOf(theirs), await newStranger()];
    await upload(owner, 'image/png', PNG);
    const path = `/api/users/${owner.userId}/avatar`;
    expect(await outcomeOf(await stranger.ask(path))).toBe('404 not_found');
    expect(await outcomeOf(await (await ownerOf(mine)).ask(path))).toBe('404 not_found');
    expect(await outcomeOf(await call(path, { key: mine.apiKey }))).toBe('404 not_found');
    expect(await outcomeOf(await call(path))).toBe('401 unauthorized');
    expect(await outcomeOf(await stranger.ask(`/api/users/${stranger.userId}/avatar`))).toBe('404 not_found');
  });

  it('A-6 is replaced and removed with its bytes', async () => {
    const person = await newStranger();
    const first = currentUserSchema.parse(await (await upload(person, 'image/png', PNG)).json());
    const second = currentUserSchema.parse(await (await upload(person, 'image/png', PNG)).json());
    expect(second.avatarUrl).not.toBe(first.avatarUrl);
    expect(
      await until(
        () => filesOf(person),
        (found) => found.length === 1,
      ),
    ).toHaveLength(1);
    for (let n = 0; n < 2; n += 1) {
      expect((await person.ask('/api/user/avatar', { method: 'DELETE' })).status).toBe(204);
    }
    expect((await me(person)).avatarUrl).toBeNull();
    expect(
      await until(
        () => filesOf(person),
        (found) => found.length === 0,
      ),
    ).toEqual([]);
  });

  it('A-6 is one of ten that are sent at once, and the bytes of the others are gone', async () => {
    const person = await newStranger();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async () => outcomeOf(await upload(person, 'image/png', PNG))),
    );
    expect(outcomes.filter((outcome) => outcome !== '200' && outcome !== '409 conflict')).toEqual([]);
    const [left] = await until(
      () => filesOf(person),
      (found) => found.length === 1,
    );
    const { avatarUrl } = await me(person);
    expect(left?.key.slice(-8)).toBe(new URL(avatarUrl ?? '', ORIGIN).searchParams.get('v'));
  });

  it.each<[string, string, Uint8Array<ArrayBuffer>, string]>([
    ['SVG under its name', 'image/svg+xml', SVG, '415 unsupported_media_type'],
    ['SVG under another name', 'image/png', SVG, '422 media_not_accepted'],
    ['HTML under another name', 'image/jpeg', HTML, '422 media_not_accepted'],
    ['GIF under another name', 'image/webp', GIF, '422 media_not_accepted'],
    ['a form', 'multipart/form-data; boundary=x', PNG, '415 unsupported_media_type'],
    ['nothing', 'image/png', new Uint8Array(0), '422 media_not_accepted'],
    ['one byte too many', 'image/png', pictureOf(MAX_PICTURE_BYTES + 1), '413 payload_too_large'],
  ])('A-6 is not %s', async (_title, type, bytes, outcome) => {
    const person = await newStranger();
    expect(await outcomeOf(await upload(person, type, bytes))).toBe(outcome);
    expect(await filesOf(person)).toEqual([]);
    expect((await me(person)).avatarUrl).toBeNull();
  });
});
